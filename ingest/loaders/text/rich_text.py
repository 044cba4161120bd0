"""Loads Rich Text Format (.rtf): its paragraphs and table rows, without what only shapes them."""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.loaders.content.marks import is_symbol_font, raised, shown
from ingest.loaders.content.outline import Loaded, Outline
from knowledge.domain.errors import DocumentUnreadable

_STRUCK_OUT = "Struck-out text was left out."


def load_rtf(path: Path) -> Loaded:
    """Read a rich-text file.

    Raises:
        DocumentUnreadable: it is no rich text.
    """
    reader = RichTextReader(path.read_bytes())
    warnings = (_STRUCK_OUT,) if reader.struck_out else ()
    return Loaded(sections=reader.outline.sections(), warnings=warnings)


@dataclass(frozen=True, slots=True)
class RichText:
    """What a message's body in rich text holds: plain paragraphs, or the HTML packed into it."""

    text: str
    is_html: bool


def body_of_rtf(data: bytes) -> RichText:
    """Read rich text as Outlook keeps bodies in it ([MS-OXRTFEX]).

    Raises:
        DocumentUnreadable: it is no rich text.
    """
    reader = RichTextReader(data)
    if reader.is_html:
        return RichText(reader.page, is_html=True)
    blocks = (block.text for section in reader.outline.sections() for block in section.blocks)
    return RichText("\n\n".join(blocks), is_html=False)


# Follows the groups of a rich-text file (RTF): what is seen, in which letters.


_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset(
    b"colortbl stylesheet info pict object listtable listoverridetable rsidtbl generator "
    b"header headerl headerr headerf footer footerl footerr footerf xmlnstbl themedata datastore "
    b"colorschememapping latentstyles fldinst bkmkstart bkmkend annotation pgdsctbl mhtmltag "
    b"nonesttables".split()
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
_PAGES = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
_SWITCHES = {
    b"v": "hidden",
    b"strike": "struck",
    b"striked": "struck",
    b"deleted": "struck",
    b"super": "raised",
    b"fonttbl": "in_fonts",
    b"htmlrtf": "for_text_only",
}
_RESETS = {
    b"nosupersub": ("raised",),
    b"sub": ("raised",),
    b"plain": ("raised", "struck", "hidden"),
}
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
"""Of fonts, by their \\fcharset; 0 and 1 stand for the file's own code page."""
_NOTE = " [note: "


@dataclass(frozen=True, slots=True)
class _State:
    """What a group begins with and leaves as it was."""

    unseen: bool = False
    hidden: bool = False
    struck: bool = False
    raised: bool = False
    fallback: int = 1
    font: int = -1
    in_fonts: bool = False
    in_tag: bool = False
    for_text_only: bool = False
    in_note: bool = False


class RichTextReader:
    """Follows the groups of a file; each begins with the state of the one around it."""

    def __init__(self, data: bytes) -> None:
        if not data.lstrip().startswith(b"{\\rtf"):
            raise DocumentUnreadable("The file is not rich text, or is damaged. Save it as .docx.")
        self.outline = Outline()
        self.is_html = False
        self.struck_out = False
        self._page: list[str] = []
        self._encoding = "cp1252"
        self._encodings: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._default_font = -1
        self._text: list[str] = []
        self._bytes = bytearray()
        self._state = _State()
        self._held: list[_State] = []
        self._to_skip = 0
        place = 0
        while found := _TOKEN.match(data, place):
            place = found.end() + self._take(found)
        self._end_paragraph()

    @property
    def page(self) -> str:
        """The HTML that was packed into the file."""
        return "".join(self._page)

    def _take(self, found: re.Match[bytes]) -> int:
        """Take one token; return how many bytes after it are no text."""
        word, number, code, sign, brace, plain = found.groups()
        if brace == b"{":
            self._held.append(self._state)
        elif brace == b"}" and self._held:
            self._go_back(self._held.pop())
        elif code is not None:
            self._add_bytes(bytes.fromhex(code.decode()))
        elif plain is not None:
            self._add_bytes(plain)
        elif sign is not None:
            self._take_sign(sign)
        elif word == b"bin":
            return max(0, int(number or 0))
        elif word is not None:
            self._take_word(word, int(number or 0), on=number is None or int(number) != 0)
        return 0

    def _change(self, **changes: bool | int) -> None:
        self._flush_bytes()
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _go_back(self, before: _State) -> None:
        self._flush_bytes()
        if self._state.in_note and not before.in_note and self._text:
            self._text[-1] = self._text[-1].rstrip() + "]"
        self._state, self._to_skip = before, 0

    def _end_paragraph(self) -> None:
        """Write what was gathered."""
        self._flush_bytes()
        text = "".join(self._text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.outline.block(text.strip(" |"))
        self._text = []

    def _take_sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._change(unseen=True)
        elif sign in (b"~", b"_"):
            self._add(" " if sign == b"~" else "-")
        elif sign in b"\\{}":
            self._add(sign.decode())
        elif sign in b"\r\n":
            self._take_word(b"par", 0, on=True)

    def _take_word(self, word: bytes, number: int, *, on: bool) -> None:
        if word in _UNSEEN:
            self._change(unseen=True)
        elif word in _ENDS:
            self._take_end()
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word == b"u":
            self._add(chr(number % 65_536))
            self._to_skip = self._state.fallback
        elif word in (b"ansicpg", b"deff", b"fromhtml", *_PAGES):
            self._take_of_file(word, number)
        elif self._state.in_fonts and word in (b"f", b"fcharset", b"cpg"):
            self._take_of_font(word, number)
        else:
            self._take_of_group(word, number, on=on)

    def _take_of_file(self, word: bytes, number: int) -> None:
        if word == b"ansicpg":
            self._encoding = _known(f"cp{number}")
        elif word == b"deff":
            self._default_font = number
        elif word in _PAGES:
            self._encoding = _PAGES[word]
        else:
            self.is_html = number == 1

    def _take_of_font(self, word: bytes, number: int) -> None:
        if word == b"f":
            self._change(font=number)
        elif word == b"cpg":
            self._encodings[self._state.font] = _known(f"cp{number}")
        elif number in _CHARSETS:
            self._encodings[self._state.font] = _CHARSETS[number]

    def _take_of_group(self, word: bytes, number: int, *, on: bool) -> None:
        """Take what changes the text up to the end of its group."""
        if word in _SWITCHES:
            self._change(**{_SWITCHES[word]: on})
        elif word in _RESETS:
            self._change(**dict.fromkeys(_RESETS[word], False))
        elif word == b"f":
            self._change(font=number)
        elif word == b"uc":
            self._change(fallback=max(0, number))
        elif word == b"htmltag":
            self._change(in_tag=True, unseen=False)
        elif word == b"footnote":
            self._add(_NOTE)
            self._change(in_note=True, raised=False)

    def _take_end(self) -> None:
        if self._state.unseen or self._state.in_note or self.is_html:
            self._add("\n" if self.is_html else " ")
        else:
            self._end_paragraph()

    def _add(self, text: str) -> None:
        """Take what is seen; of a packed page also what its plain-text readers do not see."""
        self._flush_bytes()
        state = self._state
        if state.in_fonts:
            self._names[state.font] = self._names.get(state.font, "") + text
        elif state.unseen or state.hidden or not text:
            pass
        elif self.is_html:
            self._add_to_page(text)
        elif state.struck:
            self.struck_out = self.struck_out or bool(text.strip())
        elif seen := self._as_shown(text):
            self._text.append(seen)

    def _add_to_page(self, text: str) -> None:
        if self._state.in_tag:
            self._page.append(text)
        elif not self._state.for_text_only:
            self._page.append(html.escape(text, quote=False))

    def _as_shown(self, text: str) -> str:
        text = shown(text, self._font_name())
        if self._text[-1:] == [_NOTE]:
            text = text.lstrip()
        if not self._state.raised:
            return text
        before = "".join(self._text[-3:])[-20:]
        # A note begins with its own mark.
        return "" if before.endswith(_NOTE) else raised(before, text)

    @property
    def _font(self) -> int:
        return self._state.font if self._state.font >= 0 else self._default_font

    def _font_name(self) -> str:
        return self._names.get(self._font, "").partition(";")[0]

    def _add_bytes(self, data: bytes) -> None:
        # After a Unicode sign stands what old readers show in its place.
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _flush_bytes(self) -> None:
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        encoding = self._encodings.get(self._font, self._encoding)
        if is_symbol_font(self._font_name()):
            encoding = "latin-1"
        self._add(data.decode(encoding, errors="replace"))


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
