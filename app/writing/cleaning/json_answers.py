"""An answer that came as JSON, with its sources in a field of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

_ANSWER_FIELDS = (
    "answer", "final_answer", "response", "reply", "text", "content", "message", "output",
    "result", "antwort", "respuesta",
)  # fmt: skip
_SOURCE_FIELDS = ("sources", "citations", "references", "passages", "source", "citation", "cited",
            "quellen", "fuentes", "passage_numbers")  # fmt: skip
_DEEPEST = 4
_DECODER = json.JSONDecoder(strict=False)
_MOST_DIGITS = 6


def answer_in(text: str) -> str:
    """Return the answer in a JSON object, with its sources as markers where it has none.

    One that was cut off is read as far as it goes; "" where there is no answer in it.
    """
    said = _object(text)
    answer = (_answer(said) if said is not None else _begun_answer(text)).strip()
    if answer and "[" not in answer:
        answer += "".join(f" [{number}]" for number in _numbers(said))
    return answer


def _object(text: str) -> object:
    try:
        said, _ = _DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError):
        return None
    return said


def _begun_answer(text: str) -> str:
    """Return the answer of an object that was cut off, as far as it goes."""
    for name in _ANSWER_FIELDS:
        _, found, after = text.partition(f'"{name}"')
        value = after.lstrip().removeprefix(":").lstrip()
        if found and value.startswith('"'):
            return _begun_string(value)
    return ""


def _begun_string(value: str) -> str:
    # An escape at the end may be cut in two, at most six characters of it.
    for ending in range(len(value), max(0, len(value) - 7), -1):
        for closing in ("", '"'):
            try:
                said, _ = _DECODER.raw_decode(value[:ending] + closing)
            except ValueError:
                continue
            return said if isinstance(said, str) else ""
    return ""


def _answer(said: object, depth: int = 0) -> str:
    if isinstance(said, str):
        return said
    if depth < _DEEPEST and isinstance(said, Mapping):
        for name in _ANSWER_FIELDS:
            if name in said and (found := _answer(said[name], depth + 1)):
                return found
        whole = [each for each in said.values() if isinstance(each, str)]
        return max(whole, key=len, default="")
    if depth < _DEEPEST and isinstance(said, Sequence):
        return "\n".join(filter(None, (_answer(each, depth + 1) for each in said)))
    return ""


def _numbers(said: object) -> list[int]:
    if not isinstance(said, Mapping):
        return []
    listed = next((said[name] for name in _SOURCE_FIELDS if name in said), ())
    each = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else [listed]
    found = [_number(one) for one in each]
    return [number for number in found if number is not None]


def _number(said: object) -> int | None:
    if isinstance(said, Mapping):
        told = (said.get(name) for name in ("number", "id", "passage", "source", "marker", "index"))
        return next((n for each in told if (n := _number(each)) is not None), None)
    if isinstance(said, str):
        digits = said.strip(" []#")
        plain = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
        return int(digits) if plain else None
    return said if isinstance(said, int) and not isinstance(said, bool) else None
