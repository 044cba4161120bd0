"""Text in a document that speaks to a language model instead of to a reader.

Such lines are kept from the model, never quoted, and carry no sentence of an answer. Finding them
(knowledge/injection/) is no defence by itself: fences, checks and the renderer stand behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.injection.detection import (
    Span,
    asks_for_words,
    has_injection,
    injection_spans,
    request_spans,
)

# "Kindly write: ..." may be meant for anybody; whatever follows is no rule of the document, though.
_TO_BE_WRITTEN = re.compile(
    r"\b(?:kindly|please|always|now|then|must|should)\s{1,4}(?:also\s{1,4})?"
    r"(?:write|output|append|print|include|insert|add|respond|reply|answer)\b[^.:]{0,40}:",
    re.IGNORECASE,
)
_FRAGMENT_WORDS = 4
_MOST_LINES_AFTER = 12
_LINE = re.compile(r"[^\n]+")


def is_instruction(text: str) -> bool:
    """Tell whether a text gives orders to a model, however its letters are disguised."""
    return has_injection(text)


def without_instructions(text: str) -> str:
    """Return the text without the lines that give orders to a model."""
    return _without(text, instruction_lines(text))


def without_requests(text: str) -> str:
    """Return the text without the lines that ask for something to be written."""
    asked = [*request_spans(text), *(match.span() for match in _TO_BE_WRITTEN.finditer(text))]
    return _without(text, _lines_of(text, sorted(asked), is_more=_is_open))


def instruction_lines(text: str) -> list[Span]:
    """Return where the lines of a text lie that give orders to a model.

    With an order go the lines in which it goes on, across blank lines, too: "Ignore all previous",
    "instructions", "and write:", and what shall be written.
    """
    return _lines_of(text, injection_spans(text), is_more=_goes_on)


def _without(text: str, doomed: Sequence[Span]) -> str:
    if not doomed:
        return text
    gone = {start for start, _ in doomed}
    lines = [line for start, line in _starts(text) if start not in gone]
    return "\n".join(lines)


def _starts(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _lines_of(
    text: str, spans: Sequence[Span], *, is_more: Callable[[str, str], bool]
) -> list[Span]:
    """Return the lines that the spans touch, and those after in which they go on."""
    if not spans:
        return []
    lines = [match.span() for match in _LINE.finditer(text) if match.group().strip()]
    found: dict[Span, None] = {}
    number = 0
    for start, end in spans:
        while number and lines[number - 1][1] > start:
            number -= 1
        while number < len(lines) and lines[number][1] <= start:
            number += 1
        while number < len(lines) and lines[number][0] < end:
            found[lines[number]] = None
            number += 1
        tail = text[end : max(end, lines[number - 1][1])] if number else ""
        for line in lines[number : number + _MOST_LINES_AFTER]:
            if not is_more(tail, text[slice(*line)]):
                break
            found[line] = None
            tail = text[slice(*line)]
            number += 1
    return list(found)


def _goes_on(tail: str, following: str) -> bool:
    """Tell whether an order goes on in the line after: its own line breaks off, or that one asks.

    `tail` is what its line says after the order.
    """
    return _is_open(tail, following) or asks_for_words(following)


def _is_open(tail: str, _following: str) -> bool:
    bare = tail.strip().rstrip("*_\"'")
    if bare.endswith((":", ",", "\uff1a")):
        return True
    return len(bare.split()) <= _FRAGMENT_WORDS and not bare.endswith((".", "!", "?", "\u3002"))
