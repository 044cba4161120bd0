"""Keeps the ingested files themselves, by content hash, so that a citation can be opened."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from knowledge.domain.errors import StoreUnavailable

if sys.platform == "linux":
    import fcntl

_CLONE_FILE = 0x40049409
"""Linux's FICLONE: share the blocks of a file instead of copying them (btrfs, xfs)."""


class Originals:
    """The originals of one knowledge base: one file each, named by hash and suffix."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content_hash: str, path: Path) -> Path:
        """Store a copy of `path` under its document's content hash and return where it lies.

        Raises:
            StoreUnavailable: the copy cannot be written.
        """
        target = self._place(content_hash, path.suffix.lower())
        if target.exists():
            return target
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy_into_place(path, target)
        except OSError as error:
            raise StoreUnavailable(
                f"The original of {path.name!r} cannot be kept in {str(self._folder)!r}: "
                f"{error.strerror or error}. Free space there or set CITEWELL_DATA_DIR."
            ) from error
        return target

    def find(self, content_hash: str) -> Path | None:
        """Return the original of a document with this content hash, if it is kept."""
        return next(iter(sorted(self._shelf(content_hash).glob(f"{content_hash}.*"))), None)

    def remove(self, content_hash: str) -> None:
        """Delete the original, if it is kept."""
        for path in self._shelf(content_hash).glob(f"{content_hash}.*"):
            path.unlink(missing_ok=True)

    def hashes(self) -> list[str]:
        """Return the content hashes of everything kept, sorted."""
        return sorted(path.stem for path in self._folder.glob("??/*.*"))

    def _shelf(self, content_hash: str) -> Path:
        return self._folder / content_hash[:2]

    def _place(self, content_hash: str, suffix: str) -> Path:
        return self._shelf(content_hash) / f"{content_hash}{suffix or '.bin'}"


def _copy_into_place(path: Path, target: Path) -> None:
    """Copy beside the target and rename, so that a half copy never bears the name."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".copy-")
    os.close(handle)
    draft = Path(name)
    try:
        if not _clone(path, draft):
            shutil.copyfile(path, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _clone(path: Path, draft: Path) -> bool:
    if sys.platform == "linux":
        with path.open("rb") as source, draft.open("r+b") as copy, contextlib.suppress(OSError):
            fcntl.ioctl(copy.fileno(), _CLONE_FILE, source.fileno())
            return True
    return False
