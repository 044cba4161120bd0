"""Loads a zip archive, where that was asked for: each file in it by its own loader."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from ingest.loaders.content.enclosed import Enclosed, load_enclosed
from ingest.loaders.content.outline import Loaded, Loader
from ingest.metadata.sidecars import is_sidecar
from knowledge.domain.errors import DocumentUnreadable

_MOST_FILES = 10_000
_MOST_UNPACKED = 1024**3
_MOST_PER_FILE = 256 * 1024**2
_ENCRYPTED = 0x1
_UNSEEN = ("__MACOSX/", ".")
_CHUNK = 1024**2


def load_zip(path: Path, *, loaders: Mapping[str, Loader]) -> Loaded:
    """Read the files of an archive; archives inside it are not opened.

    Raises:
        DocumentUnreadable: it is damaged, protected, or unpacks to an absurd size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _entries(archive)
            found = load_enclosed(_files(archive, entries), loaders)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DocumentUnreadable(
            "The archive is damaged or of an unknown kind. Unpack it and ingest the folder."
        ) from error
    return Loaded(sections=tuple(found.sections), warnings=tuple(found.warnings))


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith(_UNSEEN)
    ]
    sidecar = next((e.filename for e in entries if is_sidecar(PurePosixPath(e.filename).name)), "")
    if sidecar:
        raise DocumentUnreadable(
            f"The archive holds {sidecar!r}, which may limit who sees its files and is not read "
            "here. Unpack it and ingest the folder."
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_FILES or unpacked > _MOST_UNPACKED:
        raise DocumentUnreadable(
            f"The archive holds {len(entries):,} files of {unpacked / 1024**3:.1f} GB; at most "
            f"{_MOST_FILES:,} files of 1 GB are opened. Unpack it and ingest the folder."
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DocumentUnreadable(
            "The archive is protected by a password. Unpack it and ingest the folder."
        )
    return entries


def _files(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Enclosed]:
    left = _MOST_UNPACKED
    for entry in entries:
        data = _unpacked(archive, entry, min(left, _MOST_PER_FILE))
        left -= len(data)
        yield Enclosed(entry.filename, data)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack one file; what its entry says of its size may be a lie."""
    data = bytearray()
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            data += chunk
            if len(data) > most:
                raise DocumentUnreadable(
                    f"{entry.filename!r} in the archive unpacks to more than {most / 1024**2:,.0f} "
                    "MB. Unpack the archive and ingest the folder."
                )
    return bytes(data)
