"""Turns the bytes of a text file into text, whatever encoding they are in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from knowledge.domain.errors import DocumentUnreadable

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESS_BYTES = 200_000
"""Enough to guess from; charset-normalizer is slow on megabytes."""
_MOST_CONTROLS = 0.01
_SHORT_BYTES = 64
_AS_BROWSERS_DO = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What a label stands for in practice, by Python's names (https://encoding.spec.whatwg.org)."""
_WIDE = ("utf-16", "utf-32")
_SEVERAL_BYTES = (*_WIDE, "gb18030", "cp932", "cp949", "big5", "euc_j", "iso2022", "hz", "utf-7")
"""Bytes of these may be UTF-8 by chance, so that their label counts first."""
_NO_ENCODINGS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")
"""What Python has besides: of use to programs, and some take quadratic time."""
_MOST_BROKEN = 0.05
_LONGEST_LABEL = 40
_WESTERN = "cp1252"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
"""Unicode's class Cc without what plain text has: tab, line ends, form feed, Ctrl-Z, NEL."""


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of `data`: by its mark, as UTF-8, as declared, or as guessed.

    Bytes that are UTF-8 are hardly ever anything else, whatever a label of one byte a letter says;
    servers say so more rightly than pages do. Labels mean what browsers take them for: text called
    ISO-8859-1 is Windows-1252.

    Raises:
        DocumentUnreadable: the bytes are no text in any encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"))
    label = _meant(declared, data)
    text = _try(data, label) if label.startswith(_SEVERAL_BYTES) else None
    if text is None:
        text = _utf8(data)
    if text is None:
        text = data.decode(label, errors="replace") if label else _guess(data)
    return _checked(text)


def mended(text: str) -> str:
    """Return a text of Latin letters that was read by a wrong label, such as a mail's subject."""
    try:
        data = text.encode("latin-1", errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if data.isascii():
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_WESTERN, errors="replace")


def _meant(declared: str, data: bytes) -> str:
    """Return the encoding that a label means, nothing where it means none that fits."""
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip() else ""
        b"".decode(name or "ascii")
    except (LookupError, ValueError):
        return ""
    if name in _NO_ENCODINGS or len(declared) > _LONGEST_LABEL:
        return ""
    # Whoever could read the label read a byte for a letter.
    if name.startswith(_WIDE) and b"\x00" not in data:
        return ""
    return _AS_BROWSERS_DO.get(name, name)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf8(data: bytes) -> str | None:
    """Return the text if it is UTF-8, but for a few bytes, as where files were put together."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    signs = len(text) - len(text.encode("ascii", errors="ignore"))
    return text if broken <= signs * _MOST_BROKEN else None


def _guess(data: bytes) -> str:
    if len(data) < _SHORT_BYTES and b"\x00" not in data:
        # Too little to guess from: statistics over a few bytes name exotic code pages.
        return data.decode(_WESTERN, errors="replace")
    matches = from_bytes(data[:_GUESS_BYTES])
    best = matches.best()
    if best is None:
        raise DocumentUnreadable(
            "The file is not text in any encoding that we know. "
            "If it is text, save it as UTF-8; if not, give it its own suffix."
        )
    # Guesses among Latin code pages are ties, broken by alphabet; Western Windows is the likeliest.
    western = any(m.encoding == _WESTERN and m.chaos <= best.chaos for m in matches)
    return data.decode(_WESTERN if western else best.encoding, errors="replace")


def _checked(text: str) -> str:
    sample = text[:_GUESS_BYTES]
    controls = len(_CONTROLS.findall(sample))
    if controls > len(sample) * _MOST_CONTROLS:
        raise DocumentUnreadable(
            "The file holds binary data, not text, although its suffix says text. "
            "Give it the suffix of its real format."
        )
    return text.lstrip("\ufeff")
