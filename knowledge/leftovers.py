"""Takes away what a killed write left in a data folder: drafts that nobody will finish."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

_DRAFT = re.compile(r"\.copy-\w{1,40}|\.[\w.-]{1,200}\.new|\.[0-9a-f]{32}|\.dropped-[0-9a-f]{32}")
"""Of originals, of small files replaced whole, of uploads; knowledge bases half deleted."""
_FOLDERS = ("originals/*/*", "uploads/*", "curation", "tombstones", "kb")
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
    """Delete the drafts that were begun so long ago; return where they were."""
    limit = time.time() - older_than_seconds
    found = [each for folder in folders for each in data.glob(f"{folder}/.*")]
    doomed = [each for each in found if _DRAFT.fullmatch(each.name) and _begun(each) <= limit]
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
