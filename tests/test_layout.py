"""The checkout's own folders must not stand before installed packages on the path."""

from __future__ import annotations

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from labs.bench.structure import mirrored_test as mirrored

ROOT = Path(__file__).resolve().parents[1]
OURS = {
    *("app", "citewell", "evals", "finetune", "ingest", "knowledge", "labs", "operations"),
    *("sample", "tests"),
}


def test_no_top_level_folder_hides_an_installed_package() -> None:
    # `python -m` and an editable install put the root on the path: each folder is importable.
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier()}

    installed = {
        name: sorted(set(makers) - {"citewell"})
        for name, makers in packages_distributions().items()
        if set(makers) != {"citewell"}
    }

    assert {name: installed[name] for name in folders & set(installed)} == {}


def test_no_module_of_the_page_hides_an_installed_or_standard_one() -> None:
    # `streamlit run app/main.py` puts app/ first on the path: app/openai.py would be `openai`.
    modules = {path.stem for path in (ROOT / "app").glob("*.py")} - {"__init__"}

    known = set(packages_distributions()) | set(sys.stdlib_module_names)

    assert modules & known == set()


def test_streamlit_finds_no_folder_of_pages() -> None:
    # It would turn every file of app/pages/ into a page of its own.
    assert not (ROOT / "app" / "pages").exists()


def test_every_package_of_ours_is_installed_and_checked_by_the_contracts() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "sample"}

    assert packages <= OURS
    assert all(f'"{name}"' in (ROOT / "pyproject.toml").read_text("utf-8") for name in packages)


def test_no_package_is_too_big_to_read_or_holds_a_single_module() -> None:
    folders = [path.parent for path in ROOT.glob("*/**/__init__.py") if path.parts[-2] != "tests"]
    ours = [
        each for each in folders if each.relative_to(ROOT).parts[0] in OURS - {"tests", "sample"}
    ]

    own = {each: [path for path in each.glob("*.py") if path.stem != "__init__"] for each in ours}

    assert len(own) > 50
    assert {each: len(files) for each, files in own.items() if len(files) > 15} == {}
    assert [each for each, files in own.items() if len(files) == 1] == []


TESTED_ELSEWHERE = {
    "its texts are compared by tests/app/i18n/test_languages.py": (
        "app/i18n/curator_texts app/i18n/labels app/i18n/texts "
        "app/i18n/translations/de_curator_texts app/i18n/translations/de_texts "
        "app/i18n/translations/es_curator_texts app/i18n/translations/es_texts"
    ),
    "the whole page is drawn by tests/app/ui and tests/browser": (
        "app/main app/server app/ui/chat/components app/ui/chat/source_panel "
        "app/ui/knowledge/documents app/ui/knowledge/search app/ui/opened app/ui/quality/runs "
        "app/ui/state app/ui/widgets"
    ),
    "every store passes tests/contracts, with what both are made of": (
        "knowledge/care/migration knowledge/store/edge/query knowledge/store/protocol "
        "knowledge/store/server/cluster knowledge/store/server/drafts "
        "knowledge/store/server/query knowledge/store/server/reader "
        "knowledge/store/server/replicas knowledge/store/server/schema "
        "knowledge/store/server/snapshots"
    ),
    "its types are compared whole in most tests": (
        "app/domain/answers app/writing/context finetune/training/recipe "
        "ingest/loaders/content/options knowledge/domain/documents knowledge/domain/embedding "
        "knowledge/domain/errors knowledge/domain/passages knowledge/domain/queries "
        "knowledge/settings/models knowledge/settings/parts knowledge/settings/settings"
    ),
    "its command is run by the tests of the command line": (
        "citewell/kb/verify evals/answers/command "
        "evals/retrieval/models_command evals/runs/tables "
        "finetune/notes/report finetune/reranker/command finetune/training/progress "
        "knowledge/care/archive knowledge/common/lazy_commands labs/bench/ingest_command "
        "labs/bench/quantization labs/bench/reranking operations/archive operations/curation "
        "operations/deletion operations/model_readiness operations/rebuild operations/recovery"
    ),
    "its callers' tests go through it": (
        "app/writing/cleaning/marks ingest/loaders/office/old_workbook "
        "ingest/pipeline/assembly labs/checker/cases"
    ),
}
"""Modules without a test of their name, by reason. The list may only become shorter."""


def test_every_module_has_a_test_of_its_name() -> None:
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix(): path
        for folder in OURS - {"sample", "tests"}
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "__init__.py" and "migrations" not in path.parts
    }
    untested = {module for module, path in modules.items() if not mirrored(ROOT, path).is_file()}

    excused = {module for named in TESTED_ELSEWHERE.values() for module in named.split()}

    assert sorted(untested - excused) == [], "write a test of their name"
    assert sorted(excused - untested) == [], "they have one, or are gone: take them off the list"
