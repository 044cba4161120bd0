"""Finds an expression in a text as whole words, without making a pattern of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def stands_in(expression: str, text: str) -> bool:
    """Tell whether an expression stands in a text as whole words, whatever its letter case."""
    return next(_places(expression.lower(), text.lower()), None) is not None


def replaced_words(text: str, by: Mapping[str, str]) -> str:
    """Return the text with other words wherever an expression stands as it is, long ones first."""
    places: dict[int, str] = {}
    taken = bytearray(len(text))
    for expression in sorted(by, key=len, reverse=True):
        for at in _places(expression, text):
            end = at + len(expression)
            if not any(taken[at:end]):
                taken[at:end] = b"\x01" * len(expression)
                places[at] = expression
    pieces: list[str] = []
    end = 0
    for at, expression in sorted(places.items()):
        pieces += [text[end:at], by[expression]]
        end = at + len(expression)
    return "".join([*pieces, text[end:]])


def _places(expression: str, text: str) -> Iterator[int]:
    """Yield where an expression begins, without letters or digits right beside it."""
    at = text.find(expression) if expression else -1
    while at >= 0:
        end = at + len(expression)
        whole = not (_is_of_a_word(text[at - 1 : at]) or _is_of_a_word(text[end : end + 1]))
        if whole:
            yield at
        at = text.find(expression, end if whole else at + 1)


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
