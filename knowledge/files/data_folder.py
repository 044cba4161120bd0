"""The data folder: private to its user, and swept of what nobody will finish or read."""

from __future__ import annotations

import re
import shutil
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_folder(folder: Path) -> Path:
    """Make the folder and what is missing above it, so that only this user may enter; return it.

    What is in it needs no guard of its own then. What is there already is left as it is.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    return folder


def open_to_others(folder: Path) -> str:
    """Return the folder's mode as chmod writes it where others may enter or read it, else ""."""
    if sys.platform == "win32":
        return ""
    mode = stat.S_IMODE(folder.stat().st_mode)
    return f"{mode:03o}" if mode & _OTHERS else ""


# Takes away what a killed write left in a data folder: drafts that nobody will finish.


_DRAFT = re.compile(r"\.copy-\w{1,40}|\.[\w.-]{1,200}\.new|\.[0-9a-f]{32}|\.dropped-[0-9a-f]{32}")
"""Of originals, of small files replaced whole, of uploads; knowledge bases half deleted."""
_FOLDERS = ("originals/*/*", "uploads/*", "curation", "tombstones", "kb")
_FORMER = ("cache/readings.sqlite*",)
"""Caches of earlier releases that nothing reads any more; a purge must not leave words in them."""
ABANDONED_SECONDS = 3600.0
"""No draft takes an hour: the largest is one file that is being copied."""


def originals_of(name: str) -> str:
    """Return where, below a data folder, drafts of a knowledge base's originals may lie."""
    return f"originals/{name}/*"


def sweep(
    data: Path,
    *,
    older_than_seconds: float = ABANDONED_SECONDS,
    folders: Sequence[str] = _FOLDERS,
) -> list[Path]:
    """Delete the drafts that were begun so long ago, and former caches; return where they were."""
    limit = time.time() - older_than_seconds
    found = [each for folder in folders for each in data.glob(f"{folder}/.*")]
    doomed = [each for each in found if _DRAFT.fullmatch(each.name) and _begun(each) <= limit]
    doomed += [each for pattern in _FORMER for each in data.glob(pattern)]
    for each in doomed:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)
    return doomed


def _begun(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:  # finished meanwhile
        return time.time()
