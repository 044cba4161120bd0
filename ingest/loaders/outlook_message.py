"""Loads Outlook messages (.msg): head, body, attachments by their own loaders.

The format is [MS-OXMSG]: an OLE file in which each property is a stream named by its number.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import olefile

from ingest.loaders.decoding import decode
from ingest.loaders.enclosed import Enclosed, load_enclosed
from ingest.loaders.loaded import Loaded, Loader
from ingest.loaders.mail_message import body_sections
from ingest.loaders.outline import one_line
from knowledge.errors import DocumentUnreadable

_SUBJECT, _FROM_NAME, _FROM_ADDRESS, _FROM_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_TO, _CC, _BODY, _HTML = 0x0E04, 0x0E03, 0x1000, 0x1013
_LONG_NAME, _SHORT_NAME, _DATA = 0x3707, 0x3704, 0x3701
_SENT, _DELIVERED = 0x00390040, 0x0E060040
_PROPERTIES = "__properties_version1.0"
_HEAD_BYTES = 32
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def load_msg(path: Path, *, loaders: Mapping[str, Loader]) -> Loaded:
    """Read a message saved by Outlook; `loaders` read its attachments.

    Raises:
        DocumentUnreadable: it is no Outlook message.
    """
    try:
        with closing(olefile.OleFileIO(path)) as ole:
            return _read(ole, loaders)
    except (OSError, struct.error, IndexError) as error:
        raise DocumentUnreadable(
            "The file is no Outlook message or is damaged. Save it anew, or as .eml."
        ) from error


def _read(ole: olefile.OleFileIO, loaders: Mapping[str, Loader]) -> Loaded:
    if not ole.exists(_PROPERTIES):
        raise DocumentUnreadable("The file is an Office file, but no Outlook message.")
    subject = one_line(_text(ole, [], _SUBJECT))
    address = _text(ole, [], _FROM_SMTP) or _text(ole, [], _FROM_ADDRESS)
    sender = _text(ole, [], _FROM_NAME)
    head = (
        ("From", f"{sender} <{address}>" if "@" in address and sender != address else sender),
        ("To", _text(ole, [], _TO)),
        ("Cc", _text(ole, [], _CC)),
        ("Date", _sent(ole)),
        ("Subject", subject),
    )
    told = "\n".join(f"{name}: {one_line(value)}" for name, value in head if value.strip())
    html = _bytes(ole, [], _HTML, "0102")
    found = load_enclosed(_attachments(ole), loaders)
    body = body_sections(told, _text(ole, [], _BODY), decode(html) if html.strip() else "", ())
    return Loaded(sections=(*body, *found.sections), title=subject, warnings=tuple(found.warnings))


def _bytes(ole: olefile.OleFileIO, folder: list[str], number: int, kind: str) -> bytes:
    name = [*folder, f"__substg1.0_{number:04X}{kind}"]
    return bytes(ole.openstream(name).read()) if ole.exists(name) else b""


def _text(ole: olefile.OleFileIO, folder: list[str], number: int) -> str:
    wide = _bytes(ole, folder, number, "001F")
    if wide:
        return wide.decode("utf-16-le", errors="replace").replace("\x00", "")
    narrow = _bytes(ole, folder, number, "001E").replace(b"\x00", b"")
    return decode(narrow) if narrow.strip() else ""


def _sent(ole: olefile.OleFileIO) -> str:
    """Return when the message was sent; times stand in a table of 16-byte entries."""
    table = ole.openstream(_PROPERTIES).read()[_HEAD_BYTES:]
    times: dict[int, int] = {}
    for at in range(0, len(table) - 15, 16):
        tag, _, value = struct.unpack_from("<IIQ", table, at)
        times[tag] = value
    ticks = times.get(_SENT) or times.get(_DELIVERED)
    try:
        when = _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        when = None
    return f"{when:%Y-%m-%d %H:%M %z}" if when is not None else ""


def _attachments(ole: olefile.OleFileIO) -> Iterator[Enclosed]:
    folders = {entry[0] for entry in ole.listdir() if entry[0].startswith("__attach_version1.0_")}
    for folder in sorted(folders):
        name = _text(ole, [folder], _LONG_NAME) or _text(ole, [folder], _SHORT_NAME)
        data = _bytes(ole, [folder], _DATA, "0102")
        if data:
            yield Enclosed(one_line(name) or "attachment", data)
