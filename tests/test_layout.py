"""The checkout's own folders must not stand before installed packages on the path."""

from __future__ import annotations

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

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
