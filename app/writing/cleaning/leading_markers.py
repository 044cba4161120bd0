"""Markers that stand before their sentences, put behind them: "[1] A. [2] B."."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.sentences import sentence_spans

_STOPS = ".!?\u3002\uff01\uff1f"
_LONGEST_SENTENCE = 2_000
_LONGEST_MARKER = 5


class LeadingMarkers:
    """Moves markers behind their sentences, where an answer begins with one.

    Such an answer comes sentence by sentence; any other goes through as it is.
    """

    def __init__(self) -> None:
        self._held = ""
        self._leads: bool | None = None

    def feed(self, text: str) -> Iterator[str]:
        """Take text in; yield what is certain."""
        for character in text:
            yield from self._take(character)

    def flush(self) -> Iterator[str]:
        """Yield what was held back, at the end of the text."""
        held, self._held = self._held, ""
        if held:
            yield _moved(held) if self._leads else held

    def _take(self, character: str) -> Iterator[str]:
        if self._leads is False:
            yield character
            return
        self._held += character
        if self._leads is None:
            self._leads = _leads(self._held)
            if self._leads is False:
                yield from self.flush()
            return
        if character == "\n":
            yield from self.flush()
            return
        before = self._held[:-1].rstrip()
        blank = len(before) < len(self._held) - 1
        if not character.isspace() and blank and before.endswith(tuple(f"{_STOPS}\"')\u201d")):
            yield from self._certain()
        elif len(self._held) > _LONGEST_SENTENCE:
            yield from self.flush()

    def _certain(self) -> Iterator[str]:
        """Yield the held sentence, where another one begins."""
        spans = list(sentence_spans(self._held, 0, len(self._held)))
        if len(spans) > 1:
            start = spans[-1][0]
            held, self._held = self._held[:start], self._held[start:]
            yield _moved(held)


def _leads(text: str) -> bool | None:
    """Tell whether a text begins with a marker and then a sentence; None: more text decides."""
    rest = text.lstrip()
    while rest.startswith("["):
        inside, closed, after = rest[1:].partition("]")
        if (inside and not inside.isdigit()) or len(inside) > _LONGEST_MARKER:
            return False
        if not closed:
            return None
        rest = after.lstrip(" ")
        if not rest:
            return None
    return None if not rest else rest[0].isupper() and rest != text.lstrip()


def _moved(sentence: str) -> str:
    """Return a sentence with the markers before it behind it."""
    rest = sentence.lstrip()
    blanks = sentence[: len(sentence) - len(rest)]
    markers = ""
    while rest.startswith("["):
        inside, closed, after = rest[1:].partition("]")
        if not closed or not inside.isdigit():
            break
        markers += f"[{inside}]"
        rest = after.lstrip(" ")
    body = rest.rstrip()
    if not markers or not body or not (body[0].isupper() or body[0].isdigit()):
        return sentence
    after = rest[len(body) :]
    words = body.rstrip(f"{_STOPS}\"')\u201d*_")
    return f"{blanks}{words} {markers}{body[len(words) :]}{after}"
