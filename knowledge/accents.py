"""Word endings put right for the stemmer, whether a writer typed the accents or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_MARKS = re.compile(r"[\u0300-\u036f]")
# Snowball knows "-ación" and its plural "-aciones", but not the "-acion" that many people type
# (and that folding leaves): singular and plural would be two terms. So endings get theirs back.
_ENDINGS: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "spanish": (
        (re.compile(r"cion\b"), "ción"),
        (re.compile(r"logia(s?)\b"), r"logía\1"),
    ),
    "portuguese": (
        (re.compile(r"oes\b"), "ao"),
        (re.compile(r"cao\b"), "ção"),
        (re.compile(r"logia(s?)\b"), r"logía\1"),
    ),
    # A participle's feminine loses its accent by folding and would keep an e more: "résiliée".
    "french": ((re.compile(r"ee(s?)\b"), r"e\1"),),
}
ACCENTED = frozenset(_ENDINGS)
"""Languages whose stemmer reads accents in endings."""


def with_one_spelling(text: str, language: str) -> str:
    """Return the text in lower case, without accents but in endings that the stemmer knows."""
    spelled = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    for ending, accented in _ENDINGS[language]:
        spelled = ending.sub(accented, spelled)
    return spelled
