"""`citewell kb rebuild` over both stores, with the bundled model."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from ingest.command import app as ingest_app
from knowledge.domain.errors import InputError, KnowledgeBaseMismatch
from knowledge.store.edge.store import EdgeStore
from knowledge.store.server.store import ServerStore
from tests.qdrant_stub import qdrant_stub


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "fees.md").write_text("# Fees\n\nThe copay is $20.\n")
    (tmp_path / "docs" / "rules.md").write_text("# Rules\n\nAsk before you pay.\n")
    ingested()
    return tmp_path


def ingested() -> None:
    CliRunner().invoke(ingest_app, ["docs", "--kb", "desk"], catch_exceptions=False)


def rebuilt(*arguments: str) -> None:
    CliRunner().invoke(app, ["rebuild", "--kb", "desk", *arguments], catch_exceptions=False)


def found(folder: Path) -> tuple[str, list[str]]:
    with closing(EdgeStore(folder / "data" / "kb", folder / "runtime").open("desk")) as reader:
        return reader.manifest.bm25_language, sorted(p.text for p in reader.all_passages())


def test_other_settings_take_over_with_every_document(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_BM25_LANGUAGE", "german")
    with pytest.raises(KnowledgeBaseMismatch, match="citewell kb migrate"):
        ingested()

    rebuilt()

    assert found(desk) == ("german", ["Ask before you pay.", "The copay is $20."])


def test_so_it_is_on_a_server_and_a_rollback_goes_back(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qdrant_stub() as address:
        monkeypatch.setenv("CITEWELL_STORE_URL", address)
        ingested()
        monkeypatch.setenv("CITEWELL_BM25_LANGUAGE", "german")
        rebuilt()
        with closing(ServerStore(address).open("desk")) as reader:
            now = reader.manifest.bm25_language, reader.count()

        CliRunner().invoke(app, ["rollback", "desk"], catch_exceptions=False)

        with closing(ServerStore(address).open("desk")) as reader:
            before = reader.manifest.bm25_language, reader.count()
    assert (now, before) == (("german", 2), ("english", 2))


def test_other_word_rules_take_over_without_the_files(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(desk / "docs")
    monkeypatch.setenv("CITEWELL_BM25_LANGUAGE", "german")

    moved = CliRunner().invoke(app, ["migrate", "--kb", "desk"], catch_exceptions=False)
    again = CliRunner().invoke(app, ["migrate", "--kb", "desk"], catch_exceptions=False)

    assert moved.stdout.startswith(
        "Migrated 2 documents, 2 passages of 'desk': bm25_language english -> german."
    )
    assert again.stdout.endswith("Nothing to do.\n")
    assert found(desk) == ("german", ["Ask before you pay.", "The copay is $20."])


def test_documents_whose_files_are_gone_are_not_dropped_in_silence(desk: Path) -> None:
    (desk / "docs" / "fees.md").unlink()

    with pytest.raises(InputError, match=r"1 documents of 'desk' .*fees\.md"):
        rebuilt()

    assert found(desk)[1] == ["Ask before you pay.", "The copay is $20."]


def test_they_go_when_that_is_said(desk: Path) -> None:
    (desk / "docs" / "fees.md").unlink()

    rebuilt("--yes")

    assert found(desk)[1] == ["Ask before you pay."]
