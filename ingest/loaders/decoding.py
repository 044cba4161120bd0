"""Turns the bytes of a text file into text, whatever encoding they are in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from knowledge.errors import DocumentUnreadable

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
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
"""Unicode's class Cc without what plain text has: tab, line ends, form feed, Ctrl-Z, NEL."""


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of `data`: by its mark, as declared, as UTF-8, or as guessed.

    Raises:
        DocumentUnreadable: the bytes are no text in any encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"))
    for encoding in (declared, "utf-8"):
        text = _try(data, encoding)
        if text is not None:
            return _checked(text)
    return _checked(_guess(data))


def _try(data: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> str:
    if len(data) < _SHORT_BYTES and b"\x00" not in data:
        # Too little to guess from: statistics over a few bytes name exotic code pages.
        return data.decode("cp1252", errors="replace")
    matches = from_bytes(data[:_GUESS_BYTES])
    best = matches.best()
    if best is None:
        raise DocumentUnreadable(
            "The file is not text in any encoding that we know. "
            "If it is text, save it as UTF-8; if not, give it its own suffix."
        )
    # Guesses among Latin code pages are ties, broken by alphabet; Western Windows is the likeliest.
    western = any(m.encoding == "cp1252" and m.chaos <= best.chaos for m in matches)
    return data.decode("cp1252" if western else best.encoding, errors="replace")


def _checked(text: str) -> str:
    sample = text[:_GUESS_BYTES]
    controls = len(_CONTROLS.findall(sample))
    if controls > len(sample) * _MOST_CONTROLS:
        raise DocumentUnreadable(
            "The file holds binary data, not text, although its suffix says text. "
            "Give it the suffix of its real format."
        )
    return text.lstrip("\ufeff")
