"""Which of a model's text is its answer: neither thought nor call, nor another's turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, auto

from app.writing.cleaning.marks import SILENT_CHANNELS, STRIPPED, THOUGHT, Mark, MarkKind, Marks

_CHANNEL, _OTHERS = "channel", "another's turn"
_AFTER_REFUSAL = "*_`\"'\u201d\u201c\u00bb)]}."


class Signal(Enum):
    """What happens to an answer besides its text."""

    BEGUN_ANEW = auto()
    """What came before was no answer."""
    REFUSED = auto()


class _TurnPlace(Enum):
    ANSWER = auto()
    HIDDEN = auto()
    HEADER = auto()
    BETWEEN = auto()
    DONE = auto()


class Turns:
    """Reads a model's stream and lets through what belongs to its answer.

    With `unopened` the template is known to begin the thoughts, so the model only ends them: all is
    held back until it does.
    """

    def __init__(self, *, unopened: bool = False) -> None:
        self._marks = Marks()
        self._place = _TurnPlace.ANSWER
        self._hidden = ""
        self._header = ""
        self._channels = False
        self._written = False
        self._after_refusal = False
        self._held: list[str | Signal] | None = [] if unopened else None
        self._opened = False
        self._follow: Mapping[MarkKind, Callable[[Mark], Iterator[Signal]]] = {
            MarkKind.REFUSAL: self._refuse,
            MarkKind.HIDDEN_OPENS: self._open_hidden,
            MarkKind.HIDDEN_CLOSES: self._close_hidden,
            MarkKind.ANSWER_OPENS: self._open_answer,
            MarkKind.ANSWER_CLOSES: self._end_turn,
            MarkKind.TURN_ENDS: self._end_turn,
            MarkKind.HEADER_OPENS: self._open_turn,
            MarkKind.ROLE: self._open_turn,
            MarkKind.CHANNEL_OPENS: self._open_channel,
            MarkKind.HEADER_CLOSES: self._close_channel,
            MarkKind.NOTHING: self._ignore,
        }
        self.unopened = False

    @property
    def done(self) -> bool:
        """Whether nothing that follows can belong to the answer."""
        return self._place is _TurnPlace.DONE

    def feed(self, piece: str) -> list[str | Signal]:
        """Take a piece in; return the answer's text and signals, in order."""
        return self._held_back(self._read(self._marks.feed(piece)))

    def flush(self) -> list[str | Signal]:
        """Return what was held back, at the end of the text."""
        last = self._held_back(self._read(self._marks.flush()))
        held, self._held = self._held or [], None
        return [*held, *last]

    def _held_back(self, certain: Iterable[str | Signal]) -> list[str | Signal]:
        out: list[str | Signal] = []
        for each in certain:
            if each is Signal.BEGUN_ANEW:
                first_time, self._held = self._held is None, None
                out = [each] if first_time else []
            elif self._held is not None:
                self._held.append(each)
            else:
                out.append(each)
        return out

    def _read(self, tokens: Iterable[str | Mark]) -> Iterator[str | Signal]:
        for token in tokens:
            yield from self._text(token) if isinstance(token, str) else self._mark(token)

    def _text(self, text: str) -> Iterator[str]:
        if self._place is _TurnPlace.HEADER:
            self._header += text
            if text == "\n" and not self._channels:
                self._close_header()
        elif self._place is _TurnPlace.ANSWER:
            self._after_refusal = self._after_refusal and text in _AFTER_REFUSAL
            if not self._after_refusal:
                self._written = self._written or not text.isspace()
                yield text

    def _mark(self, mark: Mark) -> Iterator[str | Signal]:
        if self._place is _TurnPlace.DONE:
            return
        yield from self._follow[mark.kind](mark)

    def _refuse(self, _mark: Mark) -> Iterator[Signal]:
        if self._place is _TurnPlace.ANSWER:
            self._after_refusal = True
            yield Signal.REFUSED

    def _ignore(self, _mark: Mark) -> Iterator[Signal]:
        yield from ()

    def _open_channel(self, _mark: Mark) -> Iterator[Signal]:
        self._channels = True
        self._place, self._header = _TurnPlace.HEADER, ""
        yield from ()

    def _open_hidden(self, mark: Mark) -> Iterator[Signal]:
        if self._place in {_TurnPlace.ANSWER, _TurnPlace.BETWEEN} or mark.name == STRIPPED:
            self._place, self._hidden = _TurnPlace.HIDDEN, mark.name
            self._opened = self._opened or mark.name == THOUGHT
        yield from ()

    def _close_hidden(self, mark: Mark) -> Iterator[Signal]:
        if self._place is _TurnPlace.HIDDEN:
            if self._hidden == mark.name:
                self._place = _TurnPlace.ANSWER
        elif mark.name == THOUGHT:
            # Its beginning stood in the template, or among the thoughts themselves.
            self._place = _TurnPlace.ANSWER
            self.unopened = not self._opened
            yield from self._anew()

    def _open_answer(self, mark: Mark) -> Iterator[Signal]:
        thinking = self._place is _TurnPlace.HIDDEN and self._hidden not in {THOUGHT, mark.name}
        if thinking and mark.name != STRIPPED:
            return
        self._place = _TurnPlace.ANSWER
        yield from self._anew()

    def _end_turn(self, _mark: Mark) -> Iterator[Signal]:
        if self._channels:
            self._place = _TurnPlace.BETWEEN
        elif self._written and self._place is _TurnPlace.ANSWER:
            self._place = _TurnPlace.DONE
        yield from ()

    def _open_turn(self, mark: Mark) -> Iterator[Signal]:
        if self._written and not self._channels:
            self._place = _TurnPlace.DONE
        elif mark.kind is MarkKind.HEADER_OPENS:
            self._place, self._header = _TurnPlace.HEADER, ""
        elif mark.name == "assistant":
            self._place = _TurnPlace.ANSWER
        else:
            self._place, self._hidden = _TurnPlace.HIDDEN, mark.name
        yield from ()

    def _close_header(self) -> None:
        named = self._header.strip().lower()
        others = named.startswith(("user", "system", "human", "tool"))
        self._place = _TurnPlace.HIDDEN if others else _TurnPlace.ANSWER
        self._hidden = _OTHERS if others else ""

    def _close_channel(self, _mark: Mark) -> Iterator[Signal]:
        if self._place is not _TurnPlace.HEADER:
            return
        self._close_header()
        if self._channels and self._hidden != _OTHERS:
            if any(channel in self._header for channel in SILENT_CHANNELS):
                self._place, self._hidden = _TurnPlace.HIDDEN, _CHANNEL
            else:
                yield from self._anew()

    def _anew(self) -> Iterator[Signal]:
        if self._written or self._held is not None:
            self._written = False
            yield Signal.BEGUN_ANEW


def without_thoughts(text: str) -> str:
    """Return the answer in all that a model wrote."""
    turns = Turns()
    answer = ""
    for each in [*turns.feed(text), *turns.flush()]:
        if isinstance(each, str):
            answer += each
        else:
            answer = "" if each is Signal.BEGUN_ANEW else answer
    return answer.strip()
