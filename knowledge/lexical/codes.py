"""Codes in texts (forms, diagnoses, plans, laboratory tests), however their parts are set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

_JOINT = r"(?:[-\u2010\u2011\u2013./]|\)?\()"
# As documents write them: parts in capitals or with digits; not "24-hour", "2nd" or "10mg".
_PART = r"(?:[a-z]{0,2}[A-Z]{1,5}|(?!\d+[a-z]+\b)[^\W\d_]*+\d[^\W_]*+)"
_WRITTEN = re.compile(rf"(?<![^\W_]){_PART}(?:{_JOINT}(?:{_PART}|[a-z](?=\))))*(?![^\W_])")
_TOKEN = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_GAP = re.compile(rf" ?{_JOINT}? ?")
_ORDINAL = re.compile(r"(?<!\d)\d++(?:st|nd|rd|th|s|am|pm)", re.IGNORECASE)
_LONGEST = 20
_LONGEST_WORD = 5
_LONGEST_LOOSE_WORD = 3
_MOST_TOKENS = 3
_FEWEST_DIGITS = 5
_SHORTEST_NEAR = 4
# What readers and scanners take for a digit.
_LOOKALIKES = str.maketrans("iloszb", "110528")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A code as it stands in a text: characters `start` to `end`.

    `loose`: only blanks hold it together, so it may be two words beside each other.
    """

    code: str
    start: int
    end: int
    loose: bool = False


def codes_in(text: str) -> list[Spelled]:
    """Return the codes of a passage, in order: "HL-214" and "HL214" are the code "hl214"."""
    found = []
    for match in _WRITTEN.finditer(text):
        code = _code_of([part.group() for part in _TOKEN.finditer(match.group())])
        if code:
            found.append(Spelled(code, match.start(), match.end()))
    return found


def possible_codes(question: str) -> list[Spelled]:
    """Return what may be a code in a question, longer ones first: people write "form 1095b"."""
    found = []
    for run in _runs(question):
        code = _code_of([token.group() for token in run])
        loose = _is_loose(question, run)
        if code and not (loose and any(_is_a_word(token.group()) for token in run)):
            found.append(Spelled(code, run[0].start(), run[-1].end(), loose))
    return sorted(found, key=lambda each: (each.start - each.end, each.start))


def code_terms(text: str) -> list[int]:
    """Return the terms of a passage's codes: each code, and what is left of it by a slip."""
    codes = {each.code for each in codes_in(text)}
    return sorted({term for code in codes for term in (code_term(code), *near_terms(code))})


def code_term(code: str) -> int:
    """Return the term of a code itself."""
    return _term(f"code {code}")


def near_terms(code: str) -> list[int]:
    """Return the terms that a code shares with those one slip away; none for a mere number.

    They are the code and the code without each of its characters, look-alikes being one (Garbe's
    symmetric deletion): whatever was typed beside, left out or mistaken, two of them meet.
    """
    if len(code) < _SHORTEST_NEAR or code.isdigit():
        return []
    folded = code.translate(_LOOKALIKES)
    shorter = {folded[:at] + folded[at + 1 :] for at in range(len(folded))}
    return sorted(_term(f"near {each}") for each in {folded, *shorter})


def is_slip(typed: str, code: str) -> bool:
    """Tell whether one code is a misspelling of the other.

    Look-alikes may be exchanged; of two letters side by side one may be missing, or they may have
    changed places. Another digit or letter is another form, diagnosis or claim.
    """
    if typed.translate(_LOOKALIKES) == code.translate(_LOOKALIKES):
        return True
    if len(typed) == len(code):
        return any(
            typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] == code
            for at in _letter_pairs(typed)
        )
    longer, shorter = sorted((typed, code), key=len, reverse=True)
    return any(
        longer[:left_out] + longer[left_out + 1 :] == shorter
        for at in _letter_pairs(longer)
        for left_out in (at, at + 1)
    )


def _letter_pairs(code: str) -> list[int]:
    """Return where two letters stand side by side."""
    return [at for at, pair in enumerate(pairwise(code)) if all(map(str.isalpha, pair))]


def _code_of(parts: list[str]) -> str:
    """Return the parts as one code, or nothing where they are none."""
    code = "".join(parts).lower()
    if not 1 < len(code) <= _LONGEST or not _DIGIT.search(code):
        return ""
    if any(_ORDINAL.fullmatch(p) or (p.isalpha() and len(p) > _LONGEST_WORD) for p in parts):
        return ""
    return code if not code.isdigit() or len(code) >= _FEWEST_DIGITS else ""


def _runs(question: str) -> Iterator[list[re.Match[str]]]:
    """Yield what stands together about a digit: one token to three, set apart by little."""
    tokens = list(_TOKEN.finditer(question))
    digits = [at for at, token in enumerate(tokens) if _DIGIT.search(token.group())]
    firsts = {at - back for at in digits for back in range(_MOST_TOKENS) if at >= back}
    for first in sorted(firsts):
        run = [tokens[first]]
        yield run
        for following in tokens[first + 1 : first + _MOST_TOKENS]:
            if not _GAP.fullmatch(question[run[-1].end() : following.start()]):
                break
            run = [*run, following]
            yield run


def _is_loose(question: str, run: list[re.Match[str]]) -> bool:
    gaps = [question[before.end() : after.start()] for before, after in pairwise(run)]
    return any(not gap.strip() for gap in gaps)


def _is_a_word(token: str) -> bool:
    return token.isalpha() and len(token) > _LONGEST_LOOSE_WORD


def _term(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) >> 1
