"""Sets raised marks in a PDF's line apart from the figures that they stand behind."""

from __future__ import annotations

from collections.abc import Callable

from ingest.loaders.content.marks import raised

_SMALLER = 0.85
_HIGHER = 0.15
"""Font sizes above the line on which a mark stands."""
_LONGEST = 8
_LOOKED_AT = 12
_SLASHES = "/\u2044"

Measure = Callable[[int], float]


def set_marks_apart(chars: list[str], size_of: Measure, foot_of: Measure) -> None:
    """Change a line's characters in place: "$500" and a raised 1 become "$500 [1]".

    `size_of` and `foot_of` tell of the character at a position how large it is and where it stands.
    They are slow, so only characters that may end a mark are measured.
    """
    for position in range(len(chars) - 1, 0, -1):
        if chars[position] in _SLASHES and chars[position]:
            _part_fraction(chars, position, size_of)
        elif _may_end_mark(chars, position):
            _set_apart(chars, position, size_of, foot_of)
    _set_first_apart(chars, size_of, foot_of)


def _may_end_mark(chars: list[str], position: int) -> bool:
    char, before = chars[position], chars[position - 1]
    following = chars[position + 1] if position + 1 < len(chars) else " "
    if following.isalnum() or not before.strip():
        return False
    return char.isdecimal() or (char.isalpha() and before in "0123456789%)")


def _set_apart(chars: list[str], end: int, size_of: Measure, foot_of: Measure) -> None:
    size, foot = size_of(end), foot_of(end)
    start = end
    while start and end - start < _LONGEST and _is_of_mark(chars[start - 1], end, start, size_of):
        start -= 1
    if not start or not chars[start - 1].strip():
        return
    base = size_of(start - 1)
    if size < _SMALLER * base and foot > foot_of(start - 1) + _HIGHER * base:
        before = "".join(chars[max(0, start - _LOOKED_AT) : start])
        mark = "".join(chars[start : end + 1])
        chars[start : end + 1] = [raised(before, mark), *[""] * (end - start)]


def _is_of_mark(char: str, end: int, start: int, size_of: Measure) -> bool:
    same = char.isdecimal() or char in ",-\u2013"
    return same and abs(size_of(start - 1) - size_of(end)) < 0.1  # noqa: PLR2004 - points


def _part_fraction(chars: list[str], slash: int, size_of: Measure) -> None:
    """Part "1" from "1/2" set small behind it: they are one and a half, not eleven halves."""
    top = slash - 1
    if top < 1 or not (chars[top].isdecimal() and chars[top - 1].isdecimal()):
        return
    if size_of(top) < _SMALLER * size_of(top - 1):
        chars[top] = f" {chars[top]}"


def _set_first_apart(chars: list[str], size_of: Measure, foot_of: Measure) -> None:
    """Set the mark with which a note begins apart from its first word."""
    start = next((i for i, char in enumerate(chars) if char.strip()), len(chars))
    end = start
    while end < len(chars) and chars[end].isdecimal():
        end += 1
    if end == start or end >= len(chars) or not chars[end].isalpha():
        return
    base = size_of(end)
    if size_of(start) < _SMALLER * base and foot_of(start) > foot_of(end) + _HIGHER * base:
        mark = "".join(chars[start:end])
        chars[start:end] = [raised("", mark), *[""] * (end - start - 1)]
