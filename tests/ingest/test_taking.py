from __future__ import annotations

import pytest

from ingest.report import FileState
from ingest.taking import Choices
from knowledge.errors import InputError
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
