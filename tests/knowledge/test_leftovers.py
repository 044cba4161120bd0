from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.leftovers import originals_of, sweep

LEFT = (
    "originals/desk/ab/.copy-x1y2_z3",
    "uploads/desk/.0123456789abcdef0123456789abcdef/plan.pdf",
    "curation/.desk.json.new",
    "tombstones/.desk.json.new",
    "kb/.dropped-0123456789abcdef0123456789abcdef/1/manifest.json",
)
KEPT = (
    "originals/desk/ab/abcdef.pdf",
    "uploads/desk/0123456789abcdef0123456789abcdef/plan.pdf",
    "curation/desk.json",
    "kb/.locks/desk.lock",
    "kb/desk/CURRENT",
    ".demo-ingested",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in (*LEFT, *KEPT):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")
    for path in tmp_path.rglob("*"):
        os.utime(path, (0, 0))
    return tmp_path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_killed_writes_left_goes_and_everything_else_stays(data: Path) -> None:
    sweep(data)

    assert files(data) == set(KEPT)


def test_what_is_being_written_stays(data: Path) -> None:
    fresh = data / LEFT[0]
    fresh.touch()

    sweep(data)

    assert files(data) == {*KEPT, LEFT[0]}


def test_who_holds_the_lock_sweeps_the_knowledge_bases_own_at_once(data: Path) -> None:
    (data / LEFT[0]).touch()

    swept = sweep(data, older_than_seconds=0, folders=[originals_of("desk")])

    assert swept == [data / LEFT[0]]
