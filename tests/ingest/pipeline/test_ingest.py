from __future__ import annotations

import errno
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline.ingest import ingest
from ingest.report.progress import NoProgress
from ingest.report.report import FileOutcome, FileState
from knowledge.domain.errors import InputError, KnowledgeBaseMismatch, StoreUnavailable
from knowledge.files.originals import Originals
from tests.ingest.conftest import IngestHarness, states


def test_the_documents_of_a_folder_become_passages(harness: IngestHarness) -> None:
    harness.write("a.md", "---\ntitle: Guide\ngroups: [billing]\n---\n# Dues\n\nPay in time.\n")
    harness.write("in/b.html", "<h1>Appeals</h1><p>Write to us.</p>")
    harness.write("c.txt", "Plain words.")

    report = harness.ingest()

    assert states(report) == {
        "a.md": FileState.ADDED,
        "c.txt": FileState.ADDED,
        "in/b.html": FileState.ADDED,
    }
    assert [(p.source, p.title, p.headings, p.text, p.groups) for p in harness.passages()] == [
        ("a.md", "Guide", ("Dues",), "Pay in time.", ("billing",)),
        ("c.txt", "c.txt", (), "Plain words.", ("staff",)),
        ("in/b.html", "Appeals", ("Appeals",), "Write to us.", ("staff",)),
    ]
    assert (report.generation, report.published, report.totals()["passages"]) == (1, True, 3)


def test_a_second_run_reads_and_embeds_nothing_and_publishes_nothing(
    harness: IngestHarness,
) -> None:
    harness.write("a.md", "Text.")
    first = harness.ingest()
    harness.parser.asked.clear()

    second = harness.ingest()

    assert states(second) == {"a.md": FileState.UNCHANGED}
    assert (second.embedded, second.published, second.generation) == (0, False, first.generation)
    assert harness.parser.asked == []


def test_only_what_changed_is_embedded_again(harness: IngestHarness) -> None:
    harness.write("a.md", "# A\n\nOld words.\n\n# B\n\nStays.")
    harness.ingest()
    harness.embedder.embedded.clear()
    harness.write("a.md", "# A\n\nNew words.\n\n# B\n\nStays.")

    report = harness.ingest()

    assert states(report) == {"a.md": FileState.CHANGED}
    assert harness.embedder.embedded == ["a.md > A\nNew words."]
    assert [text for _, text in harness.keyed_texts()] == ["New words.", "Stays."]


def test_a_deleted_file_leaves_the_knowledge_base(harness: IngestHarness) -> None:
    harness.write("a.md", "Stays.")
    gone = harness.write("b.md", "Goes.")
    harness.ingest()
    gone.unlink()

    report = harness.ingest()

    assert states(report) == {"a.md": FileState.UNCHANGED, "b.md": FileState.REMOVED}
    assert harness.keyed_texts() == [("a.md", "Stays.")]


def test_other_roots_are_left_alone(harness: IngestHarness, tmp_path: Path) -> None:
    harness.write("a.md", "Mine.")
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("Theirs.")
    harness.ingest()
    harness.ingest(other)
    (harness.docs / "a.md").unlink()
    harness.write("c.md", "New.")

    harness.ingest(harness.docs)

    assert harness.keyed_texts() == [("b.md", "Theirs."), ("c.md", "New.")]


def test_the_same_path_in_another_root_gets_the_roots_name_before_its_key(
    harness: IngestHarness, tmp_path: Path
) -> None:
    harness.write("a.md", "Mine.")
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("Theirs.")

    harness.ingest()
    harness.ingest(other)
    again = harness.ingest(other)

    assert harness.keyed_texts() == [("a.md", "Mine."), ("other/a.md", "Theirs.")]
    assert states(again) == {"a.md": FileState.UNCHANGED}


def test_a_file_of_another_root_is_no_version_of_the_first_ones_document(
    harness: IngestHarness, tmp_path: Path
) -> None:
    harness.write("a.md", "Mine.")
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("---\nversion: 2\n---\nTheirs.")

    harness.ingest()
    harness.ingest(other)

    assert harness.keyed_texts() == [("a.md", "Mine."), ("other/a.md", "Theirs.")]


def test_a_file_found_under_a_wider_root_keeps_its_key(harness: IngestHarness) -> None:
    harness.write("in/a.md", "Text.")
    harness.ingest(harness.docs / "in")
    harness.embedder.embedded.clear()

    report = harness.ingest(harness.docs)

    assert [(p.document_key, p.source) for p in harness.passages()] == [("a.md", "in/a.md")]
    assert states(report) == {"in/a.md": FileState.CHANGED}
    assert harness.embedder.embedded == []


def test_two_versions_of_a_document_stand_side_by_side(harness: IngestHarness) -> None:
    harness.write("2026.md", "---\ndocument_key: fees\nversion: 2026\n---\nTen.")
    harness.write("2027.md", "---\ndocument_key: fees\nversion: 2027\n---\nTwelve.")

    harness.ingest()

    told = [(p.document_key, p.version, p.text) for p in harness.passages()]
    assert sorted(told) == [("fees", "2026", "Ten."), ("fees", "2027", "Twelve.")]
    assert len({p.document_id for p in harness.passages()}) == 2


def test_two_files_that_claim_one_key_and_version_are_told_apart(harness: IngestHarness) -> None:
    harness.write("a.md", "---\ndocument_key: fees\n---\nFirst.")
    harness.write("b.md", "---\ndocument_key: fees\n---\nSecond.")

    report = harness.ingest()

    assert states(report) == {"a.md": FileState.ADDED, "b.md": FileState.FAILED}
    assert "as 'a.md'" in report.files[1].reason


def test_a_new_version_in_the_same_file_replaces_the_old_document(harness: IngestHarness) -> None:
    harness.write("a.md", "---\nversion: 1\n---\nOld.")
    harness.ingest()
    harness.write("a.md", "---\nversion: 2\n---\nNew.")

    harness.ingest()

    assert [(p.version, p.text) for p in harness.passages()] == [("2", "New.")]


def test_a_sidecar_wins_over_front_matter_and_its_change_is_a_change(
    harness: IngestHarness,
) -> None:
    harness.write("a.md", "---\ntitle: In file\nversion: 1\n---\nText.")
    harness.write("citewell.yaml", "documents: {a.md: {title: In sidecar}}")
    harness.ingest()
    before = [(p.title, p.version) for p in harness.passages()]
    harness.write("citewell.yaml", "documents: {a.md: {title: Changed}}")

    report = harness.ingest()

    assert before == [("In sidecar", "1")]
    assert states(report) == {"a.md": FileState.CHANGED}
    assert [p.title for p in harness.passages()] == ["Changed"]


def test_a_sidecars_entry_without_a_file_is_a_warning(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")
    harness.write("citewell.yaml", "documents: {typo.md: {title: T}}")

    report = harness.ingest()

    assert report.warnings == (
        f"citewell.yaml names 'typo.md', but there is no such file in {str(harness.docs)!r}.",
    )


def test_unreadable_and_unsupported_files_are_reported_and_stop_nothing(
    harness: IngestHarness,
) -> None:
    harness.write("bad.pdf", "no pdf")
    harness.write("good.md", "Text.")
    harness.write("table.ods", "x")
    harness.write("wrong.md", "---\neffective_from: soon\n---\nText.")
    harness.write("empty.txt", "")

    report = harness.ingest()

    assert [(file.path, file.state, file.reason[:40]) for file in report.files] == [
        ("bad.pdf", FileState.FAILED, "The PDF is damaged or is no PDF: it cann"),
        ("empty.txt", FileState.SKIPPED, "the file holds no text"),
        ("good.md", FileState.ADDED, ""),
        ("table.ods", FileState.SKIPPED, "format not supported: spreadsheets (.ods"),
        ("wrong.md", FileState.FAILED, "front matter: effective_from is 'soon': "),
    ]


def test_a_file_that_becomes_unreadable_keeps_what_it_gave_earlier(harness: IngestHarness) -> None:
    harness.write("a.md", "Good.")
    harness.ingest()
    harness.write("a.md", "---\neffective_from: soon\n---\nBad.")

    report = harness.ingest()

    assert [text for _, text in harness.keyed_texts()] == ["Good."]
    (failed,) = report.files
    assert failed.state is FileState.FAILED
    assert failed.reason.endswith("What was ingested from it earlier stays.")
    assert failed.passages == 1


def test_a_file_that_is_emptied_leaves_the_knowledge_base(harness: IngestHarness) -> None:
    harness.write("a.md", "Good.")
    harness.write("b.md", "Stays.")
    harness.ingest()
    harness.write("a.md", "")

    report = harness.ingest()

    assert harness.keyed_texts() == [("b.md", "Stays.")]
    assert states(report) == {"a.md": FileState.REMOVED, "b.md": FileState.UNCHANGED}


def test_equal_texts_of_two_documents_are_embedded_once_and_stay_two(
    harness: IngestHarness,
) -> None:
    harness.write("a.md", "---\ntitle: T\n---\nSame.")
    harness.write("b.md", "---\ntitle: T\n---\nSame.")

    report = harness.ingest()

    assert (report.embedded, report.from_cache) == (1, 1)
    assert harness.keyed_texts() == [("a.md", "Same."), ("b.md", "Same.")]


def test_the_original_is_kept_by_its_content_hash(harness: IngestHarness) -> None:
    path = harness.write("a.md", "Text.")

    harness.ingest()

    (content_hash,) = harness.tools.originals.hashes()
    kept = harness.tools.originals.find(content_hash)
    assert kept is not None
    assert kept.read_bytes() == path.read_bytes()


class StopsWhileReading(NoProgress):
    def reading(self, done: int, total: int, name: str) -> None:
        if name == "b.md":
            raise KeyboardInterrupt


class StopsWhileEmbedding(NoProgress):
    def embedding(self, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt


def test_an_interrupted_run_publishes_nothing_and_keeps_what_is_embedded(
    harness: IngestHarness,
) -> None:
    harness.write("a.md", "First.")
    harness.ingest()
    harness.write("a.md", "Second.")

    with pytest.raises(KeyboardInterrupt):
        harness.ingest(progress=StopsWhileEmbedding())

    assert [text for _, text in harness.keyed_texts()] == ["First."]
    assert harness.ingest().embedded == 0


def test_an_interrupted_first_run_leaves_no_knowledge_base(harness: IngestHarness) -> None:
    harness.write("a.md", "First.")
    harness.write("b.md", "Second.")

    with pytest.raises(KeyboardInterrupt):
        harness.ingest(progress=StopsWhileReading())

    assert harness.tools.store.names() == []


class FullDisk(Originals):
    def keep(self, content_hash: str, path: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", "/data")


def test_a_full_disk_is_one_clear_error_and_the_old_state_stays(harness: IngestHarness) -> None:
    harness.write("a.md", "First.")
    harness.ingest()
    harness.write("a.md", "Second.")

    with pytest.raises(StoreUnavailable, match="disk is full"):
        harness.ingest(originals=FullDisk(harness.docs))

    assert [text for _, text in harness.keyed_texts()] == ["First."]


def test_a_full_cache_is_a_clear_error_too(harness: IngestHarness) -> None:
    harness.write("a.md", "First.")
    pages = "PRAGMA max_page_count = 1"
    harness.tools.cache._kept._rows.execute(pages)
    harness.write("b.md", " ".join(f"word{number}" for number in range(4000)))

    with pytest.raises(StoreUnavailable, match="free space"):
        harness.ingest()

    assert harness.tools.store.names() == []


def test_another_embedding_model_is_refused(harness: IngestHarness) -> None:
    harness.write("a.md", "First.")
    harness.ingest()
    other = replace(harness.target.manifest.embedder, name="other")
    target = replace(harness.target, manifest=replace(harness.target.manifest, embedder=other))

    with pytest.raises(KnowledgeBaseMismatch, match="other"):
        ingest([harness.docs], target, harness.tools)


def test_an_empty_folder_is_refused(harness: IngestHarness) -> None:
    with pytest.raises(InputError, match="no files"):
        harness.ingest()

    assert harness.tools.store.names() == []


def test_a_folder_that_lost_all_its_files_removes_nothing(harness: IngestHarness) -> None:
    path = harness.write("a.md", "First.")
    harness.ingest()
    path.unlink()

    with pytest.raises(InputError, match="Nothing was removed"):
        harness.ingest()

    assert [text for _, text in harness.keyed_texts()] == ["First."]


def test_a_failed_file_has_a_whole_line_in_the_report(harness: IngestHarness) -> None:
    harness.write("a.docx", "no docx")

    report = harness.ingest()

    assert report.files == (
        FileOutcome(
            "a.docx",
            str(harness.docs),
            FileState.FAILED,
            "The file is damaged, or is not a valid Word document. "
            "Open it in its own program and save it again.",
        ),
    )
    assert (report.published, report.generation) == (False, None)


def test_a_killed_run_leaves_a_cache_that_opens(harness: IngestHarness, tmp_path: Path) -> None:
    harness.write("a.md", "First.")
    harness.ingest()

    # A second connection, as another process would open it, while the first still stands.
    with sqlite3.connect(tmp_path / "cache.sqlite") as other:
        (count,) = other.execute("SELECT count(*) FROM embeddings").fetchone()
    other.close()

    assert count == 1
