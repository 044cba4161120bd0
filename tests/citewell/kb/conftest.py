"""Fixtures shared by the tests here."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.files.durable import copy_folder
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published

OLD = [
    passage(
        "Copays are $20.",
        document_key="copays",
        version="2026",
        title="Copays",
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 12, 31),
        facets={"plan": "silver"},
        first_page=3,
        last_page=4,
    )
]


NEW = [passage("Copays are $25.", document_key="copays", version="2027", title="Copays")]


REFUNDS = [
    passage("Refunds take ten days.", document_key="refunds", title="Refunds", position=0),
    passage("Zurück: 10 €.", document_key="refunds", title="Refunds", position=1),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the knowledge base "desk", filled once and not to be changed."""
    folder = tmp_path_factory.mktemp("desk")
    published(EdgeStore(folder / "kb"), "desk", OLD, NEW, REFUNDS).close()
    return folder


@pytest.fixture
def unchanged(filled: Path, monkeypatch: pytest.MonkeyPatch) -> EdgeStore:
    """The filled store, where the settings say that it is, for tests that only read."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(filled))
    monkeypatch.chdir(filled)
    return EdgeStore(filled / "kb")


@pytest.fixture
def store(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EdgeStore:
    """A copy of the filled store, for tests that change it."""
    copy_folder(filled / "kb", tmp_path / "kb")
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return EdgeStore(tmp_path / "kb")


def kb(*arguments: str, typed: str | None = None) -> str:
    """Run `citewell kb` and return what it printed; its errors are raised."""
    result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def keys(store: EdgeStore) -> set[str]:
    """Return the keys of the documents that answer now."""
    with closing(store.open("desk")) as reader:
        return {record.metadata.key for record in reader.documents()}
