"""Where the sentences of running text end: for passages, for quoting, checking and comparing."""

from __future__ import annotations

import re
from collections.abc import Iterator

# English, German and Spanish: no sentence ends here while words follow.
_SHORT_WORDS = """
    mr mrs ms dr prof st vs etc e.g i.e eg ie inc ltd co corp dept approx est al jan feb mar apr
    jun jul aug sep sept oct nov dec u.s u.s.c c.f.r cf ph.d m.d
    usw bzw ggf evtl inkl exkl zzgl einschl vgl sog geb mio mrd tel str dipl ing okt dez
    sr sra srta dra dña ud uds vd aprox av avda admón depto dpto lic profa ee
"""
_ABBREVIATIONS = frozenset(_SHORT_WORDS.split())
# These are abbreviations before a figure only: "No. 5", but "Is it covered? No. You pay."
_SHORT_BEFORE_FIGURES = """
    no nos fig figs sec art arts p pp par ch vol
    nr mwst abs ziff abb tab bd kap ca
    núm num pág págs pag cap max min máx mín
"""
_BEFORE_FIGURES = frozenset(_SHORT_BEFORE_FIGURES.split())
# "Am 31. Dezember", "die 3. Sitzung": a German ordinal, where a capital says nothing.
_MONTHS = """
    januar februar märz april mai juni juli august september oktober november dezember
    jan feb mär apr jun jul aug sept sep okt nov dez
"""
_GERMAN_MONTHS = frozenset(_MONTHS.split())
_GERMAN_ARTICLES = frozenset(["der", "dem", "den", "des", "das", "im", "beim", "zum", "vom"])
# A full stop ends a sentence when a blank follows; CJK stops need none. Closing quotes belong to
# it. The look behind keeps a long row of stops from being tried from each of them.
_STOP = re.compile(
    r"(?<![.!?\u2026\u061f])[.!?\u2026\u061f]++[\"'\u201d\u2019)\]]*+(?=\s|$)|[\u3002\uff01\uff1f]+"
)
_FOLLOWING = re.compile(r"\s*+(\S{1,12})")
_ORDINAL = re.compile(r"\d{1,2}")
_STREET = "str"  # "Hauptstr. 5"
_OPENING_SIGNS = "([\"'\u201c\u201e\u00bf\u00a1"
_LONGEST_ABBREVIATION = 40


def sentences(text: str) -> list[str]:
    """Return the sentences of running text, without the blanks around them."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of `text[start:end]` lie, blanks around them left out."""
    begin = start
    for match in _STOP.finditer(text, start, end):
        if _ends_sentence(text, begin, match, end):
            yield from trimmed(text, begin, match.end())
            begin = match.end()
    yield from trimmed(text, begin, end)


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the place of `text[start:end]` without the blanks around it, unless it has no more."""
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - len(piece) + len(piece.rstrip())
    if left < right:
        yield left, right


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    if match.group()[0] not in ".\u2026":
        return True
    next_words = _FOLLOWING.match(text, match.end(), end)
    following = next_words[1] if next_words else ""
    if not following:
        return True
    if following[0].islower():
        return False
    words = text[max(begin, match.start() - _LONGEST_ABBREVIATION) : match.start()].split()
    return not (words and _is_shortened(words, following))


def _is_shortened(words: list[str], following: str) -> bool:
    """Tell whether the last word before a full stop is an abbreviation or an ordinal."""
    word = words[-1].lstrip(_OPENING_SIGNS)
    bare = word.lower()
    if bare in _ABBREVIATIONS or _is_initials(words, word, following):
        return True
    if bare in _BEFORE_FIGURES or bare.endswith(_STREET):
        return following[0].isdigit()
    return bool(_ORDINAL.fullmatch(bare)) and _is_german_ordinal(words, following)


def _is_initials(words: list[str], word: str, following: str) -> bool:
    """Tell whether a word is "J", "U.S", "z.B", or one letter of "z. B." and "d. h."."""
    letters = word.split(".")
    if not all(len(letter) == 1 and letter.isalpha() for letter in letters):
        return False
    beside = (following, words[-2] if len(words) > 1 else "")
    return len(letters) > 1 or word.isupper() or any(map(_is_one_letter, beside))


def _is_one_letter(word: str) -> bool:
    return word[:1].isalpha() and word[1:2] == "." and word[2:3] in {"", ",", ")"}


def _is_german_ordinal(words: list[str], following: str) -> bool:
    if following.rstrip(".,;:)").lower() in _GERMAN_MONTHS:
        return True
    before = words[-2].lower() if len(words) > 1 else ""
    return before in _GERMAN_ARTICLES and following[0].isalpha()
