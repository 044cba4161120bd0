"""From the stream that a model writes to the text of an answer with markers in one form."""

from __future__ import annotations

from collections.abc import Iterator

from app.writing.cleaning.leading_markers import LeadingMarkers
from app.writing.cleaning.leftovers import Leftovers
from app.writing.cleaning.marker_forms import MarkerForms
from app.writing.cleaning.turns import Signal, Turns


class AnswerText:
    """Cleans a model's stream. Feed the pieces; each call returns what can be shown by now.

    Where `begun_anew` has grown, what came before was no answer: the text returned is its first.
    With `unopened` the model is known to end thoughts that it does not begin.
    """

    def __init__(self, passages: int, *, unopened: bool = False) -> None:
        self._passages = passages
        self._turns = Turns(unopened=unopened)
        self._lines = _Lines(passages)
        self.begun_anew = 0
        self.refused = False

    @property
    def done(self) -> bool:
        """Whether nothing that follows can belong to the answer."""
        return self.refused or self._turns.done or self._lines.done

    @property
    def unopened(self) -> bool:
        """Whether the model ended thoughts that it had not begun."""
        return self._turns.unopened

    def feed(self, piece: str) -> str:
        """Take a piece in and return the text that is certain."""
        return self._shown(self._turns.feed(piece))

    def flush(self) -> str:
        """Return what was held back, at the end of the text."""
        text = self._shown(self._turns.flush())
        return "" if self.refused else text + self._with_signals("", self._lines.flush())

    def _shown(self, certain: list[str | Signal]) -> str:
        text = ""
        for each in certain:
            if self.refused or self._lines.done:
                break
            if each is Signal.BEGUN_ANEW:
                self._lines, text = _Lines(self._passages), ""
                self.begun_anew += 1
            elif each is Signal.REFUSED:
                # After an answer with its sources the word says that a part is missing.
                self.refused = not self._lines.cited
            elif isinstance(each, str):
                text = self._with_signals(text, self._lines.feed(each))
        return text

    def _with_signals(self, text: str, certain: Iterator[str | Signal]) -> str:
        for each in certain:
            if isinstance(each, str):
                text += each
            else:
                text = ""
                self.begun_anew += 1
        return text


class _Lines:
    """What stands in an answer's lines, its markers last."""

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._leftovers = Leftovers()
        self._begin()

    @property
    def done(self) -> bool:
        return self._leftovers.done

    def _begin(self) -> None:
        self._forms = MarkerForms(self._passages)
        self._leading = LeadingMarkers()
        self.cited = False

    def feed(self, text: str) -> Iterator[str | Signal]:
        yield from self._marked(self._leftovers.feed(text))

    def flush(self) -> Iterator[str | Signal]:
        yield from self._marked(self._leftovers.flush())
        for token in self._forms.flush():
            yield from self._moved(token)
        yield from self._leading.flush()

    def _marked(self, lines: Iterator[str | Signal]) -> Iterator[str | Signal]:
        for each in lines:
            if isinstance(each, Signal):
                self._begin()
                yield each
                continue
            for token in self._forms.feed(each):
                yield from self._moved(token)

    def _moved(self, token: str) -> Iterator[str]:
        self.cited = self.cited or (len(token) > 1 and token[0] == "[")
        yield from self._leading.feed(token)
