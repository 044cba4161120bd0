"""The data folder: made for its own user only, and looked at for whoever else may read it."""

from __future__ import annotations

import stat
import sys
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
