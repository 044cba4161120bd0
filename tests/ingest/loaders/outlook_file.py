"""Writes small Outlook messages (.msg): an OLE file with as few storages as tests need."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

Storage = Mapping[str, "bytes | Storage"]
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST = 4096
"""Streams below it would stand in a stream of their own; padded, they need not."""


def ole_file(root: Storage) -> bytes:
    """Return the bytes of an OLE file with these storages and streams."""
    entries: list[tuple[str, int, int, int, bytes]] = []
    _list(entries, "Root Entry", root, kind=5)
    directory_sectors = -(-len(entries) // 4)
    sectors: list[bytes] = []
    chain: list[int] = []
    starts: list[int] = []
    for _, _, _, _, data in entries:
        start = directory_sectors + len(sectors)
        count = -(-len(data) // _SECTOR)
        starts.append(start if count else _END)
        sectors += [data[i * _SECTOR :][:_SECTOR].ljust(_SECTOR, b"\0") for i in range(count)]
        chain += [start + i + 1 for i in range(count - 1)] + [_END] * bool(count)
    directory = b"".join(
        _entry(*entry, start=start) for entry, start in zip(entries, starts, strict=True)
    ).ljust(directory_sectors * _SECTOR, b"\0")
    fat = [i + 1 for i in range(directory_sectors - 1)] + [_END, *chain]
    fat_sectors = -(-(len(fat) + 8) // 128)
    first_fat = len(fat)
    fat += [_FAT] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * _SECTOR, b"\xff")
    return _head(first_fat, fat_sectors) + directory + b"".join(sectors) + table


def message(
    texts: Mapping[int, bytes | str],
    *,
    numbers: Mapping[int, int] | None = None,
    inside: bool = False,
    **attached: Storage,
) -> Storage:
    """Return a message: its texts by property, in UTF-16 if they are words, and its numbers."""
    table = b"\0" * (24 if inside else 32) + b"".join(
        struct.pack("<IIQ", tag, 6, value) for tag, value in (numbers or {}).items()
    )
    streams = {
        f"__substg1.0_{number:04X}{_kind(number, value)}": (
            value.encode("utf-16-le") if isinstance(value, str) else value
        )
        for number, value in texts.items()
    }
    folders = {
        f"__attach_version1.0_#{number:08X}": each for number, each in enumerate(attached.values())
    }
    return {"__properties_version1.0": table, **streams, **folders}


def attached_message(inner: Storage) -> Storage:
    """Return what holds a message attached to another."""
    return {"__properties_version1.0": b"\0" * 8, "__substg1.0_3701000D": inner}


def attached_file(name: str, data: bytes) -> Storage:
    """Return what holds a file attached to a message."""
    return {
        "__properties_version1.0": b"\0" * 8,
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_37010102": data,
    }


def _kind(number: int, value: bytes | str) -> str:
    return "001F" if isinstance(value, str) else "0102" if number in (0x1009, 0x1013) else "001E"


def _list(
    entries: list[tuple[str, int, int, int, bytes]],
    name: str,
    content: bytes | Storage,
    *,
    kind: int = 1,
) -> int:
    """Add an entry and those below it; siblings hang from each other on the right."""
    at = len(entries)
    if isinstance(content, bytes):
        filler = b" " if name.endswith("37010102") else b"\0"
        entries.append((name, 2, _FREE, _FREE, content.ljust(_SMALLEST, filler)))
        return at
    entries.append((name, kind, _FREE, _FREE, b""))
    places = [_list(entries, inner, below) for inner, below in content.items()]
    for place, following in zip(places, [*places[1:], _FREE], strict=True):
        entries[place] = (*entries[place][:2], following, *entries[place][3:])
    entries[at] = (name, kind, _FREE, places[0] if places else _FREE, b"")
    return at


def _entry(name: str, kind: int, right: int, child: int, data: bytes, *, start: int) -> bytes:
    words = name.encode("utf-16-le")
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(words) + 2, kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, len(data))
    )


def _head(first_fat: int, fat_sectors: int) -> bytes:
    places: Sequence[int] = [first_fat + i for i in range(fat_sectors)]
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack(
            "<HHHHH6xIIIIIIIII",
            0x3E,
            3,
            0xFFFE,
            9,
            6,
            0,
            fat_sectors,
            0,
            0,
            _SMALLEST,
            _END,
            0,
            _END,
            0,
        )
        + struct.pack(f"<{len(places)}I", *places).ljust(436, b"\xff")
    )
