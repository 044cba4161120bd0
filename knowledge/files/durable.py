"""Folders copied without their holes, and written so that a power cut cannot undo them."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.domain.errors import StoreUnavailable

# From linux/fs.h: share the blocks with the source until one of the two is written.
_FICLONE = 0x40049409

_COPY_BYTES = 8 * 1024 * 1024

SPARE_BYTES = 64 * 1024 * 1024
"""What must stay free: the engine grows its files by chunks of up to 32 MB."""


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn the disk's errors into one line that says where and what to do."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"The embedded store in {folder} failed: {error}. Check the disk's free space and the "
            "folder's permissions; the published state is untouched."
        ) from error


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder of sparse files: sharing blocks where the disk can, else only what is there.

    Edge folders are mostly holes (101 MB apparent for 0.3 MB); a plain copy would fill them.

    Raises:
        FileNotFoundError: the source vanished meanwhile.
    """
    target.mkdir(parents=True)
    for entry in _entries(source):
        if entry.is_dir(follow_symlinks=False):
            copy_folder(Path(entry.path), target / entry.name)
        else:
            _copy_file(Path(entry.path), target / entry.name)


def sync_folder(folder: Path) -> None:
    """Make the disk keep a folder with everything in it."""
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            sync_folder(Path(entry.path))
        else:
            sync(Path(entry.path))
    sync(folder)


def sync(path: Path) -> None:
    """Make the disk keep one file's bytes, or one folder's entries."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Replace a small file in one step: readers see the old text or the new, never a part."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    sync(draft)
    draft.replace(path)
    sync(path.parent)


def require_space(folder: Path, needed_bytes: int) -> None:
    """Refuse to go on when the disk may fill up.

    The engine writes through memory maps into holes: on a full disk that is not an error that
    could be caught but a SIGBUS, which ends the process without a word.

    Raises:
        StoreUnavailable: fewer bytes are free than needed.
    """
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise StoreUnavailable(
            f"The disk of {folder} is full: {free / 1e6:.0f} MB free, {needed_bytes / 1e6:.0f} MB "
            "needed. Free some space and run again; the published state is untouched."
        )


def folder_bytes(folder: Path) -> int:
    """Return the bytes that a folder takes on the disk, holes not counted."""
    total = 0
    for root, _, names in os.walk(folder):
        total += sum((Path(root) / name).lstat().st_blocks * 512 for name in names)
    return total


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        try:
            fcntl.ioctl(writing.fileno(), _FICLONE, reading.fileno())
        except OSError:  # another disk, or one that cannot share blocks
            _copy_data(reading.fileno(), writing.fileno())


def _copy_data(source: int, target: int) -> None:
    size = os.fstat(source).st_size
    os.ftruncate(target, size)
    start = 0
    while start < size:
        try:
            start = os.lseek(source, start, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # only a hole is left
                return
            raise
        end = os.lseek(source, start, os.SEEK_HOLE)
        while start < end:
            piece = os.pread(source, min(_COPY_BYTES, end - start), start)
            start += os.pwrite(target, piece, start)
