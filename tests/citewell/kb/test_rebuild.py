"""`citewell kb rebuild` over both stores, with the bundled model."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from ingest.command import app as ingest_app
from knowledge.care.archive import archive_lines, read_archive
from knowledge.care.curator_records import Tombstones
from knowledge.domain.errors import InputError, KnowledgeBaseMismatch
from knowledge.files.originals import Originals
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader, Store
from knowledge.store.server.store import ServerStore
from tests.builders import MANIFEST, hybrid, passages, published, record, vectors
from tests.citewell.schemas import faults
from tests.contracts.store_samples import STAFF
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


FEES = passages("fees", ["The copay is $20.", "Zur\u00fcck: 10 \u20ac."], version="1")
RULES = passages("rules", ["Ask in writing."])
FEES_HASH, RULES_HASH = "a" * 64, "b" * 64


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    store = EdgeStore(tmp_path / "data" / "kb")
    with store.write("desk", MANIFEST) as writer:
        writer.put(replace(record(FEES), content_hash=FEES_HASH), FEES, vectors(FEES))
        writer.put(replace(record(RULES), content_hash=RULES_HASH), RULES, vectors(RULES))
        writer.publish()
    (tmp_path / "fees.md").write_text("original")
    originals = Originals(tmp_path / "data" / "originals" / "desk")
    originals.keep(FEES_HASH, tmp_path / "fees.md")
    originals.keep(RULES_HASH, tmp_path / "fees.md")
    return store


def kb(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def same(first: Reader, second: Reader) -> None:
    question = hybrid("what is the copay")
    assert first.manifest == second.manifest
    assert first.documents() == second.documents()
    assert first.search(question, STAFF, limit=9) == second.search(question, STAFF, limit=9)


def test_an_export_with_vectors_makes_the_same_knowledge_base_elsewhere(
    store: Store, tmp_path: Path
) -> None:
    kb("export", "--kb", "desk", "--vectors", "--output", str(tmp_path / "out.jsonl"))

    said = kb("import", str(tmp_path / "out.jsonl"), "--kb", "copy")

    assert said == "Imported 2 documents, 3 passages into 'copy'.\n"
    with closing(store.open("desk")) as old, closing(store.open("copy")) as new:
        same(old, new)


def test_each_line_of_an_export_is_as_its_schema_says(store: Store) -> None:
    with closing(store.open("desk")) as reader:
        lines = [json.loads(line) for line in archive_lines(reader)]

    assert [faults(line, "kb-archive") for line in lines] == [[]] * 6
    assert [line["kind"] for line in lines] == [
        "knowledge_base",
        "document",
        "passage",
        "passage",
        "document",
        "passage",
    ]


def test_vectors_come_back_to_the_last_bit(store: Store) -> None:
    with closing(store.open("desk")) as reader:
        stored = reader.stored(FEES[0].document_id)
        read = next(read_archive(list(archive_lines(reader))).documents)

    assert [each.passage for each in read.stored] == FEES
    assert all(np.array_equal(a.dense, b.dense) for a, b in zip(read.stored, stored, strict=True))


def test_a_cut_off_export_makes_nothing(store: Store, tmp_path: Path) -> None:
    with closing(store.open("desk")) as reader:
        lines = list(archive_lines(reader))
    (tmp_path / "cut.jsonl").write_text("\n".join(lines[:-1]))

    with pytest.raises(InputError, match="cut off: 'rules' should have 1 passages and has 0"):
        kb("import", str(tmp_path / "cut.jsonl"), "--kb", "copy")

    assert store.names() == ["desk"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"kind": "passage"}', "This export has no vectors"),
        ("oops", "Line 1 of the export is not JSON"),
        ('{"kind": "knowledge_base", "schema_version": 9}', "schema version 9"),
    ],
)
def test_other_files_are_refused(store: Store, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "file").write_text(text)

    with pytest.raises(InputError, match=said):
        kb("import", str(tmp_path / "file"), "--kb", "copy")

    assert store.names() == ["desk"]


def test_an_existing_knowledge_base_is_not_written_over(store: Store, tmp_path: Path) -> None:
    kb("backup", str(tmp_path / "desk.tar"), "--kb", "desk")

    with pytest.raises(InputError, match="There is a knowledge base 'desk' already"):
        kb("restore", str(tmp_path / "desk.tar"))

    assert store.generations("desk")[-1].number == 1


def test_a_backup_restores_passages_and_originals(store: Store, tmp_path: Path) -> None:
    with closing(store.open("desk")) as before:
        kb("backup", str(tmp_path / "desk.tar"), "--kb", "desk")
        kb("restore", str(tmp_path / "desk.tar"), "--kb", "again")
        with closing(store.open("again")) as after:
            same(before, after)

    originals = Originals(tmp_path / "data" / "originals" / "again")
    assert originals.hashes() == [FEES_HASH, RULES_HASH]


def test_what_was_purged_after_the_backup_is_not_restored(store: Store, tmp_path: Path) -> None:
    kb("backup", str(tmp_path / "desk.tar"), "--kb", "desk")
    kb("delete", "desk", "--document", "rules", "--purge", "--yes")
    kb("delete", "desk", "--yes")

    said = kb("restore", str(tmp_path / "desk.tar"))

    assert said == "Restored 1 documents, 2 passages into 'desk'.\n"
    originals = Originals(tmp_path / "data" / "originals" / "desk")
    assert originals.hashes() == [FEES_HASH]


def test_a_backup_keeps_the_tombstones(store: Store, tmp_path: Path) -> None:
    kb("delete", "desk", "--document", "rules", "--purge", "--yes")
    kb("backup", str(tmp_path / "desk.tar"), "--kb", "desk")

    kb("restore", str(tmp_path / "desk.tar"), "--kb", "again")

    stones = Tombstones(tmp_path / "data" / "tombstones" / "again.json")
    assert stones.of("rules") is not None
    assert store.names() == ["again", "desk"]


def test_a_backup_cannot_write_outside_of_its_folder(store: Store, tmp_path: Path) -> None:
    kb("backup", str(tmp_path / "desk.tar"), "--kb", "desk")
    with tarfile.open(tmp_path / "desk.tar", "a") as archive:
        evil = tarfile.TarInfo(f"originals/../../../{'a' * 64}.md")
        evil.size = 4
        archive.addfile(evil, io.BytesIO(b"evil"))

    kb("restore", str(tmp_path / "desk.tar"), "--kb", "again")

    assert list(tmp_path.rglob("*.md")) != []
    assert [path for path in tmp_path.rglob("*.md") if path.read_bytes() == b"evil"] == []
    assert published(store, "other", RULES).count() == 1


def test_a_backup_holds_no_secret(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.names() == ["desk"]
    monkeypatch.setenv("CITEWELL_EMBEDDING_API_KEY", "hush-hush")

    kb("backup", str(tmp_path / "desk.tar"), "--kb", "desk")

    assert b"hush-hush" not in (tmp_path / "desk.tar").read_bytes()
    assert b"embedding_model" in (tmp_path / "desk.tar").read_bytes()
