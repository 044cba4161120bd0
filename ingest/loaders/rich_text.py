"""Loads Rich Text Format (.rtf): its paragraphs and table rows, without what only shapes them."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ingest.loaders.loaded import Loaded
from ingest.loaders.outline import Outline
from knowledge.errors import DocumentUnreadable

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object listtable listoverridetable rsidtbl generator "
    b"header headerl headerr headerf footer footerl footerr footerf xmlnstbl themedata datastore "
    b"colorschememapping latentstyles fldinst bkmkstart bkmkend annotation pgdsctbl".split()
)
_SIGNS = {
    b"tab": " ",
    b"line": "\n",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"bullet": "\u2022",
    b"cell": " | ",
    b"nestcell": " | ",
}
_ENDS = (b"par", b"row", b"sect", b"page", b"nestrow")


def load_rtf(path: Path) -> Loaded:
    """Read a rich-text file.

    Raises:
        DocumentUnreadable: it is no rich text.
    """
    data = path.read_bytes()
    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentUnreadable("The file is no rich text or is damaged. Save it as .docx.")
    reader = _Reader()
    for found in _TOKEN.finditer(data):
        reader.take(found)
    reader.end_paragraph()
    return Loaded(sections=reader.outline.sections())


class _Reader:
    """Follows the groups of a file; each begins with the state of the one around it."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._encoding = "cp1252"
        self._text: list[str] = []
        self._bytes = bytearray()
        self._unseen = False
        self._fallback = 1
        self._held: list[tuple[bool, int]] = []
        self._to_skip = 0

    def take(self, found: re.Match[bytes]) -> None:
        """Take one token."""
        word, number, code, sign, brace, plain = found.groups()
        if brace == b"{":
            self._held.append((self._unseen, self._fallback))
        elif brace == b"}":
            if self._held:
                self._unseen, self._fallback = self._held.pop()
        elif code is not None:
            self._add_bytes(bytes.fromhex(code.decode()))
        elif plain is not None:
            self._add_bytes(plain)
        elif sign is not None:
            self._take_sign(sign)
        elif word is not None:
            self._take_word(word, int(number or 0), has_number=number is not None)

    def end_paragraph(self) -> None:
        """Write what was gathered."""
        self._flush_bytes()
        self.outline.block("".join(self._text).strip(" |"))
        self._text = []

    def _take_sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._unseen = True
        elif sign in (b"~", b"_"):
            self._add(" " if sign == b"~" else "-")
        elif sign in b"\\{}":
            self._add(sign.decode())

    def _take_word(self, word: bytes, number: int, *, has_number: bool) -> None:
        if word in _UNSEEN or (word == b"v" and (number or not has_number)):
            self._unseen = True
        elif word == b"v":
            self._unseen = False
        elif word == b"ansicpg":
            self._encoding = _known(f"cp{number}")
        elif word == b"uc":
            self._fallback = number
        elif word == b"u":
            self._add(chr(number % 65_536))
            self._to_skip = self._fallback
        elif word in _ENDS and not self._unseen:
            self.end_paragraph()
        elif word in _SIGNS:
            self._add(_SIGNS[word])

    def _add(self, text: str) -> None:
        if not self._unseen:
            self._flush_bytes()
            self._text.append(text)

    def _add_bytes(self, data: bytes) -> None:
        # After a Unicode sign stands what old readers show in its place.
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        if not self._unseen:
            self._bytes += data[skipped:]

    def _flush_bytes(self) -> None:
        self._text.append(self._bytes.decode(self._encoding, errors="replace"))
        self._bytes.clear()


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
