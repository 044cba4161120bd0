"""Copying folders of sparse files, and refusing to fill the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import StoreUnavailable
from knowledge.files.durable import copy_folder, folder_bytes, replace_text, require_space

MEGABYTE = 1024 * 1024


def sparse_file(path: Path, *, size: int, at: int, data: bytes) -> Path:
    """Write `data` at an offset of a file that is a hole elsewhere."""
    with path.open("wb") as file:
        file.truncate(size)
        file.seek(at)
        file.write(data)
    return path


def test_a_copy_has_the_same_bytes_and_the_same_holes(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "deeper").mkdir(parents=True)
    middle = sparse_file(source / "middle", size=40 * MEGABYTE, at=20 * MEGABYTE, data=b"here")
    tail = sparse_file(source / "deeper" / "tail", size=9 * MEGABYTE, at=MEGABYTE * 9, data=b"end")
    (source / "hole").touch()
    with (source / "hole").open("r+b") as file:
        file.truncate(MEGABYTE)

    copy_folder(source, tmp_path / "target")

    assert (tmp_path / "target" / "middle").read_bytes() == middle.read_bytes()
    assert (tmp_path / "target" / "deeper" / "tail").read_bytes() == tail.read_bytes()
    assert (tmp_path / "target" / "hole").read_bytes() == bytes(MEGABYTE)
    assert folder_bytes(tmp_path / "target") <= folder_bytes(source) < MEGABYTE


def test_a_copy_of_what_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        copy_folder(tmp_path / "gone", tmp_path / "target")


def test_a_replaced_text_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "CURRENT"
    file.write_text("1")

    replace_text(file, "2")

    assert file.read_text() == "2"
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_without_room_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    require_space(tmp_path, 1)

    with pytest.raises(StoreUnavailable, match=r"is full: \d+ MB free, \d+ MB needed"):
        require_space(tmp_path, 10**18)
