"""Loads old, binary Word and PowerPoint files (.doc, .ppt): their text, without its styles.

The formats are [MS-DOC] (the piece table) and [MS-PPT] (records in one stream).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

import olefile

from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.office.package import damaged
from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.errors import DocumentUnreadable

_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14([^\x13\x15]*)\x15|\x13[^\x13\x14\x15]*\x15")
_MOST_NESTED = 5
_ROW_END = re.compile("\x07\x07|\x07\r")
_ENCRYPTED, _OTHER_TABLE, _COMPRESSED = 0x0100, 0x0200, 0x40000000
_SLIDE_LIST, _SLIDE, _CHARS, _BYTES, _KIND = 0x0FF0, 0x03F3, 0x0FA0, 0x0FA8, 0x0F9F
_DRAWN_SLIDE, _MASTER, _DRAWN_NOTES = 0x03EE, 0x03F8, 0x03F0
_PARTS = (_SLIDE_LIST, _DRAWN_SLIDE, _MASTER, _DRAWN_NOTES)
_SLIDES = 0
_CONTAINER = 0x0F
_TITLES = (0, 6)
_PASSWORD = "Save a copy without a password, in the new format, and ingest that."
_UNSTYLED = (
    "An old binary file: its words were read, not its headings. "
    "Save it in the new format to keep them."
)


def load_doc(path: Path) -> Loaded:
    """Read the words of an old Word document, a table's row a line.

    Raises:
        DocumentUnreadable: it needs a password or is damaged.
    """
    try:
        with closing(olefile.OleFileIO(path)) as ole:
            text = _document_text(ole)
    except (OSError, struct.error, IndexError) as error:
        raise damaged("Word document") from error
    for _ in range(_MOST_NESTED):
        # A field stands as its instruction and its result; only the result is seen.
        text = _FIELD.sub(lambda found: found.group(1) or "", text)
    outline = Outline()
    for paragraph in re.split("[\r\x0c]", _ROW_END.sub("\r", text)):
        cells = [one_line(cell) for cell in paragraph.replace("\x0b", "\n").split("\x07")]
        outline.block(CELL_SEPARATOR.join(cells).strip(" |"))
    return Loaded(sections=outline.sections(), warnings=(_UNSTYLED,))


def load_ppt(path: Path) -> Loaded:
    """Read the words of an old presentation, slide by slide.

    Raises:
        DocumentUnreadable: it needs a password or is damaged.
    """
    try:
        with closing(olefile.OleFileIO(path)) as ole:
            if ole.exists("EncryptedSummary"):
                raise DocumentUnreadable(
                    f"The PowerPoint presentation is protected by a password. {_PASSWORD}"
                )
            stream = ole.openstream("PowerPoint Document").read()
    except OSError as error:
        raise damaged("PowerPoint presentation") from error
    outline, slides = Outline(), _slides(stream)
    for number, texts in enumerate(slides, start=1):
        title = next((text for kind, text in texts if kind in _TITLES), "")
        outline.heading(1, title or f"Slide {number}")
        for kind, text in texts:
            if kind not in _TITLES or text != title:
                outline.block(text, page=number)
    return Loaded(sections=outline.sections(), pages=len(slides), warnings=(_UNSTYLED,))


def _slides(stream: bytes) -> list[list[tuple[int, str]]]:
    """Return each slide's texts with their kinds: those of its outline, then of its drawing.

    A program writes a text in one of these; which one depends on its age. Slides come in the order
    in which they were saved.
    """
    listed: list[list[tuple[int, str]]] = []
    drawn: list[list[tuple[int, str]]] = []
    now: list[tuple[int, str]] = []
    in_list, kind = False, 0
    for record, instance, data in _records(stream):
        if record in _PARTS:
            in_list = record == _SLIDE_LIST and instance == _SLIDES
            # Texts of masters and notes go nowhere.
            now = []
            if record == _DRAWN_SLIDE:
                drawn.append(now)
        elif record == _SLIDE and in_list:
            now = []
            listed.append(now)
        elif record == _KIND:
            kind = int.from_bytes(data[:4], "little")
        elif record in (_CHARS, _BYTES):
            text = data.decode("utf-16-le" if record == _CHARS else "cp1252", errors="replace")
            now.append((kind, text.replace("\x0b", " ").replace("\r", "\n").strip()))
    nothing: list[tuple[int, str]] = []
    return [a + b for a, b in zip_longest(listed, drawn, fillvalue=nothing)]


def _document_text(ole: olefile.OleFileIO) -> str:
    """Return the main text with its notes: the pieces that the table stream lists."""
    main = ole.openstream("WordDocument").read()
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & _ENCRYPTED:
        raise DocumentUnreadable(f"The Word document is protected by a password. {_PASSWORD}")
    # Text, footnotes; headers and the rest come after them.
    wanted = sum(struct.unpack_from("<2i", main, 0x4C))
    start, length = struct.unpack_from("<2I", main, 0x01A2)
    table = ole.openstream("1Table" if flags & _OTHER_TABLE else "0Table").read()
    pieces = table[start : start + length]
    at = 0
    while pieces[at] == 1:
        at += 3 + struct.unpack_from("<H", pieces, at + 1)[0]
    size = struct.unpack_from("<I", pieces, at + 1)[0]
    count = (size - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", pieces, at + 5)
    text: list[str] = []
    for number in range(count):
        place = struct.unpack_from("<I", pieces, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        chars = ends[number + 1] - ends[number]
        if place & _COMPRESSED:
            offset = (place & ~_COMPRESSED) // 2
            text.append(main[offset : offset + chars].decode("cp1252", errors="replace"))
        else:
            text.append(main[place : place + 2 * chars].decode("utf-16-le", errors="replace"))
    return "".join(text)[:wanted]


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield each record's kind, instance and bytes; containers before what they hold."""
    at = 0
    while at + 8 <= len(data):
        head, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        holds = head & 0x0F == _CONTAINER
        yield kind, head >> 4, b"" if holds else data[at : at + length]
        # What a container holds comes next, as if it stood by itself.
        at += 0 if holds else length
