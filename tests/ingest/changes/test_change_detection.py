from __future__ import annotations

from pathlib import Path

import pytest

from ingest.changes.change_detection import IngestChoices
from ingest.report.report import FileState
from knowledge.domain.errors import InputError
from tests.ingest.conftest import IngestHarness, states


def half_gone(harness: IngestHarness) -> None:
    paths = [harness.write(f"{name}.md", f"Text {name}.") for name in "abc"]
    harness.ingest()
    paths[1].unlink()
    paths[2].unlink()


def test_more_than_half_of_a_root_is_not_removed_unasked(harness: IngestHarness) -> None:
    half_gone(harness)

    with pytest.raises(InputError, match=r"2 of the 3 documents.*Nothing was changed.*--yes"):
        harness.ingest()

    assert len(harness.passages()) == 3


def test_after_a_yes_more_than_half_goes(harness: IngestHarness) -> None:
    half_gone(harness)
    asked: list[str] = []

    def yes(question: str) -> bool:
        asked.append(question)
        return True

    harness.ingest(choices=IngestChoices(may_remove=yes))

    assert [key for key, _ in harness.keyed_texts()] == ["a.md"]
    assert len(asked) == 1


def test_exactly_half_goes_unasked(harness: IngestHarness) -> None:
    half_gone(harness)
    harness.write("b.md", "Text b.")

    assert states(harness.ingest())["c.md"] is FileState.REMOVED


def test_missing_files_are_kept_where_that_is_wanted(harness: IngestHarness) -> None:
    half_gone(harness)
    harness.write("d.md", "New.")

    report = harness.ingest(choices=IngestChoices(keep_missing=True))

    assert states(report) == {
        "a.md": FileState.UNCHANGED,
        "b.md": FileState.UNCHANGED,
        "c.md": FileState.UNCHANGED,
        "d.md": FileState.ADDED,
    }
    assert [key for key, _ in harness.keyed_texts()] == ["a.md", "b.md", "c.md", "d.md"]


STATED = "---\ndocument_key: spouses\nversion: '2026'\n---\nA spouse may be added."


def moved(harness: IngestHarness) -> Path:
    """Ingest a document that states its key, then move its folder."""
    harness.write("guides/spouse.md", STATED)
    harness.write("guides/old.md", "Gone before the move.")
    harness.ingest()
    there = harness.docs.rename(harness.docs.with_name("moved"))
    (there / "guides" / "old.md").unlink()
    return there


def test_a_folder_that_was_moved_takes_its_documents_along(harness: IngestHarness) -> None:
    there = moved(harness)
    before = {passage.id for passage in harness.passages() if passage.document_key == "spouses"}

    report = harness.ingest(there, choices=IngestChoices(moved_from=(harness.docs,)))

    assert [(file.root, file.path, file.state.value) for file in report.files] == [
        (str(harness.docs), "guides/old.md", "removed"),
        (str(harness.docs), "guides/spouse.md", "removed"),
        (str(there), "guides/spouse.md", "added"),
    ]
    assert {passage.id for passage in harness.passages()} == before
    assert report.embedded == 0


def test_a_moved_folder_that_is_not_said_to_be_one_names_the_other_root(
    harness: IngestHarness,
) -> None:
    there = moved(harness)

    (failed,) = harness.ingest(there).files

    assert failed.state is FileState.FAILED
    assert f"as '{harness.docs}/guides/spouse.md'" in failed.reason
    assert f"citewell ingest --moved-from '{harness.docs}'" in failed.reason
