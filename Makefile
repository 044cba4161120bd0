# What a person runs. `make` alone lists it. Needs Python 3.11 to 3.14 and nothing else.
#
#   PYTHON=/path/to/python3.12   another interpreter than the one found
#   TORCH_INDEX_URL=https://...  where to take torch from ("pip" = wherever pip takes the rest;
#                                unset = a CPU build on Linux without an NVIDIA GPU, see
#                                docs/decisions/0004-torch-constraint.md)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
CONSTRAINTS ?= constraints.txt
PYTHON ?=
TORCH_INDEX_URL ?=
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu
PYTEST_ARGS ?=
# Tests run in as many processes as there are cores; PYTEST_ARGS="-n0 -x" takes one and stops early.
PARALLEL := -n logical --maxprocesses 8
# As the command itself sets it: spinning threads starve each other on shared cores.
export OMP_WAIT_POLICY ?= PASSIVE

BIN := $(VENV)/bin
BROWSER := $(BIN)/python -m pytest -m "browser and not slow" tests/browser
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The stamps are in the environment: if it is deleted, it is installed again.
CREATED := $(VENV)/.created
INSTALLED := $(VENV)/.installed
DEVELOPED := $(VENV)/.developed

.PHONY: help demo install develop test test-slow test-browser bench-page test-load coverage check format bench lock test-lowest audit clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(INSTALLED) ## install, ingest the sample documents, open the chat on http://localhost:8501
	@$(BIN)/citewell demo || test $$? -eq 130 # Ctrl-C is how it ends

install: $(INSTALLED) ## create .venv and install Citewell into it

develop: $(DEVELOPED) ## the same with the developers' tools

check: $(DEVELOPED) ## format, lint, types, import contracts
	@failed=""; export PATH="$(abspath $(BIN)):$$PATH"; \
	for step in "ruff format --check ." "ruff check ." "mypy" "lint-imports"; do \
	  echo "== $$step"; $$step || failed="$$failed [$$step]"; \
	done; \
	[ -z "$$failed" ] || { echo "make check failed:$$failed" >&2; exit 1; }

format: $(DEVELOPED) ## format the source as `make check` wants it
	@$(BIN)/ruff format .; $(BIN)/ruff check --fix .

test: $(DEVELOPED) ## the tests that need neither minutes, nor a network, nor a browser
	@$(BIN)/python -m pytest -m "not slow and not network and not browser" $(PARALLEL) --dist worksteal $(PYTEST_ARGS)

test-slow: $(DEVELOPED) ## the tests that take minutes
	@$(BIN)/python -m pytest -m "slow and not browser" $(PYTEST_ARGS)

test-browser: $(DEVELOPED) ## drive the chat with Playwright on the machine's own Chromium
	@$(BROWSER) $(PARALLEL) --dist loadfile $(PYTEST_ARGS) || { \
	  echo "Once more, each with the machine to itself: what fails now, fails."; \
	  $(BROWSER) -n0 --last-failed --last-failed-no-failures none $(PYTEST_ARGS); }

bench-page: $(DEVELOPED) ## measure in the browser how quick the page is (reports/page-speed.json)
	@$(BIN)/python -m pytest -s -m browser tests/browser/test_speed.py $(PYTEST_ARGS)

test-load: $(DEVELOPED) ## twenty browser sessions at once (reports/page-load.json)
	@$(BIN)/python -m pytest -s -m browser tests/browser/test_load.py $(PYTEST_ARGS)

coverage: $(DEVELOPED) ## `make test` with the branch coverage gate
	@$(BIN)/python -m pytest -m "not slow and not network and not browser" --cov --cov-report=term $(PARALLEL) --dist worksteal $(PYTEST_ARGS)

bench: $(INSTALLED) ## measure how quick searches are on this machine (after make demo)
	@$(BIN)/citewell bench

lock: build/lock/newest.txt ## write constraints.txt again from the newest versions that pyproject.toml allows
	@grep -vE '$(ONLY_WITH_GPU)' $< > constraints.txt
	@echo "constraints.txt: $$(wc -l < constraints.txt) lines. Run make check, test, test-browser, audit before the commit."

test-lowest: build/lock/lowest.txt ## the tests on the lowest versions that pyproject.toml allows, in build/lowest
	@grep -vE '$(ONLY_WITH_GPU)' $< > build/lock/lowest-constraints.txt
	@$(MAKE) VENV=build/lowest CONSTRAINTS=build/lock/lowest-constraints.txt PYTHON=python3.11 PYTEST_ARGS="-W default $(PYTEST_ARGS)" test

# uv resolves for every Python and platform at once, which pip cannot; nothing is installed by it.
# torch and pandas by hand: see docs/decisions/0004-torch-constraint.md.
UV = build/uv/bin/uv
ONLY_WITH_GPU := ^(nvidia-|cuda-|triton)
build/lock/%.txt: pyproject.toml $(UV)
	@rm -rf build/lock/$*; mkdir -p build/lock/$*
	@cp pyproject.toml README.md LICENSE build/lock/$*
	@printf '\n[tool.uv]\nconstraint-dependencies = ["torch==2.13.0", "pandas>=3"]\n' >> build/lock/$*/pyproject.toml
	@cd build/lock/$* && $(abspath $(UV)) lock --quiet $(if $(filter lowest,$*),--resolution lowest-direct)
	@cd build/lock/$* && $(abspath $(UV)) export --quiet --frozen --all-extras --all-groups --no-hashes \
	  --no-emit-project --no-annotate --no-header --output-file ../$*.txt

$(UV): $(CREATED)
	@$(BIN)/python -m venv build/uv
	@build/uv/bin/python -m pip --disable-pip-version-check --quiet install uv

audit: $(DEVELOPED) build/audit/bin/pip-audit ## licences and known vulnerabilities of what constraints.txt names
	@build/audit/bin/pip-licenses --python=$(BIN)/python --from=mixed --partial-match \
	  --ignore-packages $(LICENCE_READ_BY_HAND) --allow-only="$(LICENCES)" --format=json > build/licences.json
	@echo "Licences: all among those that we take (build/licences.json)."
	@grep -vE '^torch==' constraints.txt > build/audited.txt
	@build/audit/bin/pip-audit --strict --requirement build/audited.txt --no-deps --disable-pip

# LGPL-3.0 is psycopg's, an extra: used as it is, imported as a library (docs/operators/records.md).
LICENCES := MIT;Apache;BSD;ISC;MPL;Mozilla;PSF;Python Software Foundation;Zlib;CC0;CNRI;Unlicense;LGPL-3.0-only
# Ours; and what names no licence in its metadata: axe-playwright-python is MIT, its axe-core MPL-2.0.
LICENCE_READ_BY_HAND := citewell axe-playwright-python
build/audit/bin/pip-audit: $(CREATED)
	@$(BIN)/python -m venv build/audit
	@build/audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit pip-licenses

clean: ## delete the environment and every cache (the data folder stays)
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
	@find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +
	@echo "Cleaned. The knowledge bases in data/ are still there."

# --- installing ---------------------------------------------------------------------------------

# 3.11 first: it is the version that constraints.txt was tested on.
$(CREATED):
	@python=""; for candidate in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; \
	  then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Citewell needs Python 3.11 to 3.14 with its venv module, and none was found." >&2; \
	  echo "Debian/Ubuntu: sudo apt install python3 python3-venv. macOS: brew install python@3.12." >&2; \
	  echo "Or name one: make PYTHON=/path/to/python3.12 demo" >&2; exit 1; \
	fi; \
	echo "Creating $(VENV) with $$("$$python" --version) ..."; \
	"$$python" -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1' # older ones don't know --group
	@touch $@

$(INSTALLED): $(CREATED) pyproject.toml $(CONSTRAINTS)
	@echo "Installing Citewell into $(VENV): some minutes and about 2 GB of disk, once ..."
	@$(MAKE) torch
	@$(PIP) install -c $(CONSTRAINTS) -e .
	@touch $@

$(DEVELOPED): $(INSTALLED)
	@echo "Installing the developers' tools ..."
	@$(PIP) install -c $(CONSTRAINTS) -e . --group dev
	@touch $@

# Plain torch brings gigabytes of CUDA libraries on Linux. Torch alone (--no-deps) is taken from
# PyTorch's CPU index, so that no other package can come from there.
.PHONY: torch
torch: $(CREATED)
	@if $(BIN)/python -c 'import importlib.metadata as m, sys; sys.exit("torch==" + m.version("torch").split("+")[0] not in open(sys.argv[1]).read().split())' $(CONSTRAINTS) 2>/dev/null; then exit 0; fi; \
	index="$(TORCH_INDEX_URL)"; \
	if [ -z "$$index" ]; then index=pip; \
	  if [ "$$(uname -s)" = Linux ] && [ ! -e /dev/nvidiactl ]; then index=$(TORCH_CPU_INDEX); \
	    if $(PIP) install --dry-run --no-deps --report - -c $(CONSTRAINTS) torch 2>/dev/null | grep -q '%2Bcpu'; \
	    then echo "A CPU build of torch is at hand: taking it."; index=pip; fi; \
	  fi; \
	fi; \
	if [ "$$index" = pip ]; then exit 0; fi; \
	echo "Installing torch from $$index ..."; \
	$(PIP) install --no-deps --index-url "$$index" "$$(grep -E '^torch==' $(CONSTRAINTS))" \
	  || { [ -z "$(TORCH_INDEX_URL)" ] && echo "Not to be had there: torch comes from where pip takes the rest (larger, works too)."; }
