"""Folders that belong to one process, made and cleared by many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from knowledge.store.edge.locks import OwnedFolder

MADE_BY_EACH = 30
MAKERS = 8


def lost(parent: Path) -> int:
    """Make folders and let them go; return how many were gone while they were still held."""
    held = [OwnedFolder(parent) for _ in range(MADE_BY_EACH)]
    gone = sum(not each.path.is_dir() for each in held)
    for each in held:
        each.remove()
    return gone


def test_a_folder_that_was_just_made_is_never_taken_for_a_dead_ones(tmp_path: Path) -> None:
    with ThreadPoolExecutor(MAKERS) as makers:
        counts = list(makers.map(lost, [tmp_path] * MAKERS))

    assert counts == [0] * MAKERS


def test_a_dead_ones_folder_is_cleared_by_the_next(tmp_path: Path) -> None:
    dead = tmp_path / "reader-dead"
    dead.mkdir()
    (dead / "OWNER").touch()

    OwnedFolder(tmp_path).remove()

    assert not dead.exists()
