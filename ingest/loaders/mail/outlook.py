"""Loads Outlook messages (.msg): head, body, attachments by their own loaders.

The format is [MS-OXMSG]: an OLE file in which each property is a stream named by its number.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import compressed_rtf
import olefile

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.enclosed import Enclosed, EnclosedContent, load_enclosed
from ingest.loaders.content.outline import Loaded, Loader, one_line
from ingest.loaders.mail.bodies import Body, add_forwarded, body_sections, html_text, telling
from ingest.loaders.text.rich_text import body_of_rtf
from knowledge.domain.errors import DocumentUnreadable

_SUBJECT, _FROM_NAME, _FROM_ADDRESS, _FROM_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_TO, _CC, _BODY, _HTML, _RTF = 0x0E04, 0x0E03, 0x1000, 0x1013, 0x1009
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _DATA = 0x3707, 0x3704, 0x3001, 0x3701
_SENT, _DELIVERED = 0x00390040, 0x0E060040
_TEXTS_CODEPAGE, _BODY_CODEPAGE = 0x3FFD0003, 0x3FDE0003
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_HEAD_BYTES, _HEAD_BYTES_INSIDE = 32, 24
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NO_MESSAGE = "The file is not an Outlook message, or is damaged. Save it again, or as .eml."
_CODEPAGES = {
    20127: "ascii",
    20866: "koi8-r",
    21866: "koi8-u",
    50220: "iso2022_jp",
    50221: "iso2022_jp",
    50222: "iso2022_jp",
    50225: "iso2022_kr",
    51932: "euc_jp",
    51949: "euc_kr",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
"""Microsoft's numbers that are no "cpN" of Python's; 28591 to 28605 are ISO-8859-1 to -15."""
_ISO_8859 = 28590


@dataclass(frozen=True, slots=True)
class _OutlookMessage:
    """A message in its file: by itself (`folder` is empty), or attached to another."""

    ole: olefile.OleFileIO
    folder: tuple[str, ...] = ()

    def bytes_of(self, number: int, kind: str, *inner: str) -> bytes:
        name = [*self.folder, *inner, f"__substg1.0_{number:04X}{kind}"]
        exists = self.ole.exists(name) and self.ole.get_type(name) == olefile.STGTY_STREAM
        return bytes(self.ole.openstream(name).read()) if exists else b""

    def text_of(self, number: int, *inner: str) -> str:
        """Return a text: in UTF-16, or in the code page that the message names."""
        wide = self.bytes_of(number, "001F", *inner)
        if wide:
            return wide.decode("utf-16-le", errors="replace").replace("\x00", "")
        narrow = self.bytes_of(number, "001E", *inner).replace(b"\x00", b"")
        wanted = (_BODY_CODEPAGE, _TEXTS_CODEPAGE)
        return decode(narrow, self.encoding(wanted if number == _BODY else wanted[::-1]))

    def encoding(self, wanted: Sequence[int]) -> str:
        """Return the encoding that the first of these properties names."""
        table = self.numbers()
        number = next((table[tag] & 0xFFFF_FFFF for tag in wanted if table.get(tag)), 0)
        if _ISO_8859 < number < _ISO_8859 + 16:
            return f"iso8859-{number - _ISO_8859}"
        return _CODEPAGES.get(number, f"cp{number}" if number else "")

    def numbers(self) -> dict[int, int]:
        """Return the properties that are numbers: a table of 16-byte entries."""
        skipped = _HEAD_BYTES_INSIDE if self.folder else _HEAD_BYTES
        table = self.ole.openstream([*self.folder, _PROPERTIES]).read()[skipped:]
        found: dict[int, int] = {}
        for at in range(0, len(table) - 15, 16):
            tag, _, value = struct.unpack_from("<IIQ", table, at)
            found[tag] = value
        return found

    def attachments(self) -> list[str]:
        depth = len(self.folder)
        inside = [e for e in self.ole.listdir() if tuple(e[:depth]) == self.folder]
        return sorted({e[depth] for e in inside if e[depth].startswith(_ATTACHMENT)})


def load_msg(path: Path, *, loaders: Mapping[str, Loader]) -> Loaded:
    """Read a message saved by Outlook; `loaders` read its attachments.

    Raises:
        DocumentUnreadable: it is no Outlook message.
    """
    try:
        with closing(olefile.OleFileIO(path)) as ole:
            if not ole.exists(_PROPERTIES):
                raise DocumentUnreadable("The file is an Office file, but no Outlook message.")
            message = _OutlookMessage(ole)
            found = _read(message, loaders, (), 0)
            title = one_line(message.text_of(_SUBJECT))
    except (OSError, struct.error, IndexError) as error:
        raise DocumentUnreadable(_NO_MESSAGE) from error
    return Loaded(sections=tuple(found.sections), title=title, warnings=tuple(found.warnings))


def _read(
    message: _OutlookMessage, loaders: Mapping[str, Loader], above: tuple[str, ...], depth: int
) -> EnclosedContent:
    bodies, warnings = _bodies(message)
    found = EnclosedContent(body_sections(_head(message), bodies, above), warnings)
    attached = load_enclosed(_files(message), loaders, above=above)
    found.sections += attached.sections
    found.warnings += attached.warnings
    inner = (
        (one_line(each.text_of(_SUBJECT)), partial(_read, each, loaders))
        for each in _forwarded(message)
    )
    add_forwarded(found, inner, above, depth)
    return found


def _head(message: _OutlookMessage) -> str:
    address = message.text_of(_FROM_SMTP) or message.text_of(_FROM_ADDRESS)
    sender = message.text_of(_FROM_NAME)
    head = (
        ("From", f"{sender} <{address}>" if "@" in address and sender != address else sender),
        ("To", message.text_of(_TO)),
        ("Cc", message.text_of(_CC)),
        ("Date", _sent(message)),
        ("Subject", message.text_of(_SUBJECT)),
    )
    return "\n".join(f"{name}: {one_line(value)}" for name, value in head if value.strip())


def _bodies(message: _OutlookMessage) -> tuple[list[Body], list[str]]:
    """Return what is read of the three forms in which Outlook keeps a body, and warnings."""
    html = message.bytes_of(_HTML, "0102").rstrip(b"\x00")
    page = html_text(html, message.encoding((_BODY_CODEPAGE,))) or message.text_of(_HTML)
    forms, warnings = [Body(message.text_of(_BODY)), Body(page, is_html=True)], []
    packed = message.bytes_of(_RTF, "0102")
    if packed and not page.strip():
        try:
            rich = body_of_rtf(compressed_rtf.decompress(packed))
            forms.append(Body(rich.text, rich.is_html))
        except Exception:  # noqa: BLE001 - the library raises bare exceptions
            warnings.append("The message's body in rich text is damaged and was not read.")
    return telling([form] for form in forms if form.text.strip()), warnings


def _sent(message: _OutlookMessage) -> str:
    times = message.numbers()
    ticks = times.get(_SENT) or times.get(_DELIVERED)
    try:
        when = _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        when = None
    return f"{when:%Y-%m-%d %H:%M %z}" if when is not None else ""


def _files(message: _OutlookMessage) -> Iterator[Enclosed]:
    for folder in message.attachments():
        data = message.bytes_of(_DATA, "0102", folder)
        names = (message.text_of(number, folder) for number in (_LONG_NAME, _SHORT_NAME))
        if data:
            yield Enclosed(one_line(next(filter(None, names), "")) or "attachment", data)


def _forwarded(message: _OutlookMessage) -> Iterator[_OutlookMessage]:
    for folder in message.attachments():
        inner = (*message.folder, folder, f"__substg1.0_{_DATA:04X}000D")
        if message.ole.exists([*inner, _PROPERTIES]):
            yield _OutlookMessage(message.ole, inner)
