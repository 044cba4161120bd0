"""Refuses Office files that are protected, damaged or absurdly large, before they are opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

from knowledge.errors import DocumentUnreadable

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How old, binary Office files begin, and how new ones do once they are encrypted."""
_MOST_UNPACKED = 1024**3


def refuse_unfit(path: Path, *, kind: str, save_as: str) -> None:
    """Let only a zip package of a sensible size pass; `kind` is such as "Word document".

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    with path.open("rb") as file:
        start = file.read(len(OLD_OFFICE))
    if not start:
        raise DocumentUnreadable("The file is empty (0 bytes). Copy it again from its source.")
    if start == OLD_OFFICE:
        raise DocumentUnreadable(
            f"The {kind} is protected by a password (or is in the old binary format). Save a copy "
            f"without a password as {save_as} and ingest that."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise damaged(kind) from error
    if unpacked > _MOST_UNPACKED:
        raise DocumentUnreadable(
            f"The {kind} unpacks to {unpacked / 1024**3:.1f} GB; at most 1 GB is read."
        )


def damaged(kind: str) -> DocumentUnreadable:
    """Return the error for a file that its own parser cannot open."""
    return DocumentUnreadable(
        f"The file is no {kind} or is damaged. Open it in its own program and save it anew."
    )
