from __future__ import annotations

from pathlib import Path

import pytest

from ingest.changes.change_detection import Choices
from ingest.report.report import FileState
from knowledge.domain.errors import InputError
from tests.ingest.conftest import Desk, states


def half_gone(desk: Desk) -> None:
    paths = [desk.write(f"{name}.md", f"Text {name}.") for name in "abc"]
    desk.ingest()
    paths[1].unlink()
    paths[2].unlink()


def test_more_than_half_of_a_root_is_not_removed_unasked(desk: Desk) -> None:
    half_gone(desk)

    with pytest.raises(InputError, match=r"2 of the 3 documents.*Nothing was changed.*--yes"):
        desk.ingest()

    assert len(desk.passages()) == 3


def test_after_a_yes_more_than_half_goes(desk: Desk) -> None:
    half_gone(desk)
    asked: list[str] = []

    def yes(question: str) -> bool:
        asked.append(question)
        return True

    desk.ingest(choices=Choices(may_remove=yes))

    assert [key for key, _ in desk.keyed_texts()] == ["a.md"]
    assert len(asked) == 1


def test_exactly_half_goes_unasked(desk: Desk) -> None:
    half_gone(desk)
    desk.write("b.md", "Text b.")

    assert states(desk.ingest())["c.md"] is FileState.REMOVED


def test_missing_files_are_kept_where_that_is_wanted(desk: Desk) -> None:
    half_gone(desk)
    desk.write("d.md", "New.")

    report = desk.ingest(choices=Choices(keep_missing=True))

    assert states(report) == {
        "a.md": FileState.UNCHANGED,
        "b.md": FileState.UNCHANGED,
        "c.md": FileState.UNCHANGED,
        "d.md": FileState.ADDED,
    }
    assert [key for key, _ in desk.keyed_texts()] == ["a.md", "b.md", "c.md", "d.md"]


STATED = "---\ndocument_key: spouses\nversion: '2026'\n---\nA spouse may be added."


def moved(desk: Desk) -> Path:
    """Ingest a document that states its key, then move its folder."""
    desk.write("guides/spouse.md", STATED)
    desk.write("guides/old.md", "Gone before the move.")
    desk.ingest()
    there = desk.docs.rename(desk.docs.with_name("moved"))
    (there / "guides" / "old.md").unlink()
    return there


def test_a_folder_that_was_moved_takes_its_documents_along(desk: Desk) -> None:
    there = moved(desk)
    before = {passage.id for passage in desk.passages() if passage.document_key == "spouses"}

    report = desk.ingest(there, choices=Choices(moved_from=(desk.docs,)))

    assert [(file.root, file.path, file.state.value) for file in report.files] == [
        (str(desk.docs), "guides/old.md", "removed"),
        (str(desk.docs), "guides/spouse.md", "removed"),
        (str(there), "guides/spouse.md", "added"),
    ]
    assert {passage.id for passage in desk.passages()} == before
    assert report.embedded == 0


def test_a_moved_folder_that_is_not_said_to_be_one_names_the_other_root(desk: Desk) -> None:
    there = moved(desk)

    (failed,) = desk.ingest(there).files

    assert failed.state is FileState.FAILED
    assert f"as '{desk.docs}/guides/spouse.md'" in failed.reason
    assert f"citewell ingest --moved-from '{desk.docs}'" in failed.reason
