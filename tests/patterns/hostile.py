"""Texts that drive a pattern to its worst: repetitions, general ones and of the pattern's own."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_parser = importlib.import_module("re._parser")
_constants = importlib.import_module("re._constants")

GENERAL = (
    " ", "\n", "\t", "\r\n", " \n", "\n ", "0", "-", "*", "!", "\u00bf", "a@___", "'s\n", "'s ",
    "a", "A", "a ", "A ", "a, ", "1.", "1,", "1 ", ". ", "[1]", "[1", "[", "(", "|", "| ", "|-",
    "---|", "_", "#", "<", ">", "/", "&", "\"", "\u00a0", "a.", "a-", "a'", "\u4e00", "aA",
)  # fmt: skip
_ALPHABET = " \n\t0a-A*!.,'|_#:;/()[]?$%\"<>&@=~+\u00e9\u4e00\u00bf\u2013\u2019\x13\x14\x01"
_TAILS = ("\x00", "\n!")
_MANY = 8
_MOST_PUMPS = 30
_MOST_REPRESENTATIVES = 5


@dataclass(frozen=True)
class Attack:
    """A beginning, what is repeated after it, and an end that spoils the match."""

    begin: str
    pump: str
    tail: str

    def text(self, size: int) -> str:
        """Return the attack in about `size` characters."""
        return self.begin + self.pump * max(1, size // len(self.pump)) + self.tail


def attacks(pattern: re.Pattern[Any], *, drawn: int = 0) -> list[Attack]:
    """Return the attacks on a pattern; `drawn` of them are random repetitions of its own signs."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = _parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(source, bytes) else 0)
    own = dict.fromkeys(_own_pumps(tree))
    found = [Attack("", pump, tail) for pump in GENERAL for tail in _TAILS[:1]]
    for begin, pump in list(own)[:_MOST_PUMPS]:
        found += [Attack(begin, pump, tail) for tail in _TAILS]
    draw = random.Random(text)
    signs = sorted({sign for _, pump in own for sign in pump} | set(" \n0a-"))
    for _ in range(drawn):
        pump = "".join(draw.choices(signs, k=draw.randint(1, 6)))
        found.append(
            Attack(draw.choice(["", *(begin for begin, _ in own)]), pump, draw.choice(_TAILS))
        )
    return list(dict.fromkeys(found))


def _own_pumps(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield what is repeated in a pattern with what must stand before it, its runs and signs."""
    for items in _sequences(tree):
        for least in (True, False):
            pieces = [_sample(item, least) for item in items]
            for index, (operator, given) in enumerate(items):
                begin = "".join(pieces[:index])
                if operator in _repeats() and given[1] >= _MANY:
                    for body in _bodies(given[2], least):
                        yield begin, body
                        yield "", begin + body if begin else body
                if begin:
                    yield "", begin
                    yield pieces[0], "".join(pieces[1:index]) or pieces[0]
            yield "", "".join(pieces) or " "
    for sign in dict.fromkeys(_signs(tree)):
        yield "", sign


def _repeats() -> tuple[Any, ...]:
    return (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def _bodies(body: Any, least: bool) -> Iterator[str]:
    items = list(body)
    if len(items) == 1:
        yield from _representatives(items[0]) or [_sample(items[0], least) or " "]
    yield "".join(_sample(item, least) for item in items) or " "


def _sequences(tree: Any) -> Iterator[list[Any]]:
    items = list(tree)
    yield items
    for _, given in items:
        for inner in _inner(given):
            yield from _sequences(inner)


def _inner(given: Any) -> Iterator[Any]:
    if isinstance(given, _parser.SubPattern):
        yield given
    elif isinstance(given, list | tuple):
        for each in given:
            yield from _inner(each)


def _signs(tree: Any) -> Iterator[str]:
    for operator, given in tree:
        yield from _representatives((operator, given))
        for inner in _inner(given):
            yield from _signs(inner)


def _sample(item: Any, least: bool) -> str:
    """Return a text that an item of a pattern matches, at its least or with what may be there."""
    operator, given = item
    if signs := _representatives(item):
        return signs[0]
    if operator in _repeats():
        low, high, body = given
        count: int = low if least else min(max(low, 1), high)
        return "".join(_sample(each, least) for each in body) * count
    if operator is _constants.BRANCH:
        return "".join(_sample(each, least) for each in given[1][0 if least else -1])
    if operator in {_constants.ASSERT_NOT, _constants.ASSERT, _constants.AT}:
        return ""
    return "".join("".join(_sample(e, least) for e in inner) for inner in _inner(given))


def _representatives(item: Any) -> list[str]:
    operator, given = item
    if operator is _constants.LITERAL:
        return [chr(given)]
    if operator is _constants.NOT_LITERAL:
        return [sign for sign in "a 0\n" if sign != chr(given)]
    if operator is _constants.ANY:
        return ["a", " ", "0", "-"]
    if operator is _constants.IN:
        named = [chr(v) for kind, v in given if kind is _constants.LITERAL]
        negated = given[0][0] is _constants.NEGATE
        fitting = [sign for sign in _ALPHABET if _fits(given, sign)]
        return list(dict.fromkeys(fitting + ([] if negated else named)))[:_MOST_REPRESENTATIVES]
    return []


def _fits(items: Sequence[Any], sign: str) -> bool:
    negated = items[0][0] is _constants.NEGATE
    return any(_is_in(kind, given, sign) for kind, given in items[negated:]) != negated


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda sign: sign.isalnum() or sign == "_",
}


def _is_in(kind: Any, given: Any, sign: str) -> bool:
    if kind is _constants.LITERAL:
        return bool(chr(given) == sign)
    if kind is _constants.RANGE:
        return bool(given[0] <= ord(sign) <= given[1])
    name = str(given)
    return bool(_CATEGORIES[name.replace("NOT_", "")](sign)) != ("NOT_" in name)
