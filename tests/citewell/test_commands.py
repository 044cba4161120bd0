"""The command as a shell sees it: quick help, one line per error, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from citewell.commands import COMMANDS
from knowledge.common.lazy_commands import LazyCommand, load_command

ROOT = Path(__file__).resolve().parents[2]
TORCH = {"torch", "transformers", "sentence_transformers", "scipy", "sklearn"}
HEAVY = {*TORCH, "openai", "langchain", "langchain_core", "qdrant_client", "streamlit", "pandas"}
LOADED = """
import sys
from citewell.__main__ import main
try:
    main()
except SystemExit:
    print("LOADED", *sorted(sys.modules))
"""


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the checkout and wait for its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def citewell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return run_python("-m", "citewell", *arguments, **environment)


def test_help_names_every_job() -> None:
    helped = citewell("--help")

    assert helped.returncode == 0
    assert [command.name for command in COMMANDS if command.help not in helped.stdout] == []


def loaded_by(*arguments: str, **environment: str) -> set[str]:
    """Return what a command that ends well has imported."""
    ran = run_python("-c", LOADED, *arguments, **environment)
    assert "LOADED" in ran.stdout, ran.stderr
    return set(ran.stdout.rsplit("LOADED", 1)[1].split())


def test_help_imports_no_heavy_library() -> None:
    loaded = loaded_by("--help")

    assert "citewell.commands" in loaded
    assert loaded & {*HEAVY, "qdrant_edge", "openvino", "numpy"} == set()


def test_list_ask_and_ingest_import_only_what_they_use(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "leave.md").write_text("# Leave\n\nParents may take 16 weeks of paid leave.\n")
    here = {"CITEWELL_DATA_DIR": str(tmp_path / "data"), "CITEWELL_EMBEDDING_DEVICE": "cpu"}

    ingest = loaded_by("ingest", str(documents), "--kb", "desk", **here)
    ask = loaded_by("ask", "How many weeks of paid leave do parents get?", "--kb", "desk", **here)
    kb_list = loaded_by("kb", "list", **here)

    assert {"openvino", "qdrant_edge"} <= ingest & ask
    assert (ingest | ask) & HEAVY == set()
    assert kb_list & {*HEAVY, "openvino", "huggingface_hub", "sqlalchemy"} == set()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_job_that_is_listed_can_be_loaded(command: LazyCommand) -> None:
    assert load_command(command).registered_commands
