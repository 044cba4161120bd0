"""The data folder: made for its own user only, and looked at for whoever else may read it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_folder(folder: Path) -> Path:
    """Make the folder, if it is not there, so that only this user may enter it; return it.

    What is in it needs no guard of its own then. One that is there already is left as it is.
    """
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    return folder


def open_to_others(folder: Path) -> str:
    """Return the folder's mode as chmod writes it where others may enter or read it, else ""."""
    if sys.platform == "win32":
        return ""
    mode = stat.S_IMODE(folder.stat().st_mode)
    return f"{mode:03o}" if mode & _OTHERS else ""
