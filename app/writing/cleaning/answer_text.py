"""From the stream that a model writes to an answer's text, with markers in one form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto

from app.writing.cleaning.markers import LeadingMarkers, MarkerForms
from app.writing.cleaning.turns import Signal, Turns
from app.writing.cleaning.wrappers import (
    Fence,
    Fences,
    LineLabel,
    References,
    answer_in,
    label_of,
    sources_label,
)

_LONGEST_HEAD = 60
_RULES = frozenset("-*_ \t")
_SHORTEST_RULE = 3
_STOP, _STOP_AND_BLANK = "stop", "stop and blank"


class _LinePlace(Enum):
    HEAD = auto()
    BODY = auto()
    AFTER_LABEL = auto()
    DROPPED_LINE = auto()
    JSON = auto()
    REFERENCES = auto()
    HIDDEN_BLOCK = auto()
    DONE = auto()


_AFTER_FENCE: Mapping[Fence, _LinePlace | bool | None] = {
    Fence.UNDECIDED: False,
    Fence.NONE: None,
    Fence.DROPPED: _LinePlace.DROPPED_LINE,
    Fence.THOUGHTS: _LinePlace.HIDDEN_BLOCK,
}

_AFTER_LABELS: Mapping[LineLabel, _LinePlace] = {
    LineLabel.ANSWER: _LinePlace.AFTER_LABEL,
    LineLabel.THOUGHT: _LinePlace.AFTER_LABEL,
    LineLabel.FINAL: _LinePlace.AFTER_LABEL,
    LineLabel.QUESTION: _LinePlace.DROPPED_LINE,
    LineLabel.TURN: _LinePlace.DONE,
    LineLabel.SOURCES: _LinePlace.REFERENCES,
}


class Leftovers:
    """Lets an answer's own lines through; a line's beginning is held while it may be a label."""

    def __init__(self) -> None:
        self._place = _LinePlace.HEAD
        self._head = ""
        self._gap = ""
        self._written = False
        self._fences = Fences()
        self._thinking = False
        self._inline = ""
        self._last = ""
        self._cited = False
        self._json = ""
        self._references = References()
        self._before_markers = " "
        self._taking: Mapping[_LinePlace, Callable[[str], Iterator[str | Signal]]] = {
            _LinePlace.HEAD: self._take_head,
            _LinePlace.BODY: self._take_body,
            _LinePlace.AFTER_LABEL: self._take_after_label,
            _LinePlace.DROPPED_LINE: self._take_dropped,
            _LinePlace.JSON: self._take_json,
            _LinePlace.REFERENCES: self._take_reference,
            _LinePlace.HIDDEN_BLOCK: self._take_hidden,
        }

    @property
    def done(self) -> bool:
        """Whether nothing that follows belongs to the answer."""
        return self._place is _LinePlace.DONE

    def feed(self, text: str) -> Iterator[str | Signal]:
        """Take text in; yield what belongs to the answer."""
        for character in text:
            yield from self._take(character)

    def flush(self) -> Iterator[str | Signal]:
        """Yield what was held back, at the end of the text."""
        if self._place is _LinePlace.JSON:
            yield from self._show(answer_in(self._json))
        if self._place is _LinePlace.REFERENCES:
            text = self._references.flush()
            yield from self._after_references(text)
        if self._place is _LinePlace.HEAD and self._head:
            yield from self._decide(ended=True)
        yield from self._show(self._inline)
        yield from self._show(self._fences.flush())

    def _take(self, character: str) -> Iterator[str | Signal]:
        if self._place is not _LinePlace.DONE:
            yield from self._taking[self._place](character)

    def _take_after_label(self, character: str) -> Iterator[str | Signal]:
        if character not in "*_ \t":
            self._place = _LinePlace.HEAD
            yield from self._take_head(character)

    def _take_dropped(self, character: str) -> Iterator[str | Signal]:
        if character == "\n":
            self._place = _LinePlace.HEAD
        yield from ()

    def _take_json(self, character: str) -> Iterator[str | Signal]:
        self._json += character
        yield from ()

    def _take_hidden(self, character: str) -> Iterator[str | Signal]:
        if self._fences.ends_thoughts(character):
            self._place = _LinePlace.HEAD
        yield from ()

    def _take_reference(self, character: str) -> Iterator[str | Signal]:
        if text := self._references.feed(character):
            yield from self._after_references(text)

    def _take_head(self, character: str) -> Iterator[str | Signal]:
        if character == "\n":
            yield from self._decide(ended=True)
            if self._place in {_LinePlace.HEAD, _LinePlace.BODY}:
                self._gap += "\n"
                self._place, self._head = _LinePlace.HEAD, ""
            elif self._place in {_LinePlace.AFTER_LABEL, _LinePlace.DROPPED_LINE}:
                self._place = _LinePlace.HEAD
            elif self._place is _LinePlace.REFERENCES:
                self._references.feed(character)
            return
        self._head += character
        yield from self._decide(ended=False)

    def _take_body(self, text: str) -> Iterator[str | Signal]:
        for character in self._fences.without_closing(text):
            yield from self._take_in_line(character)

    def _take_in_line(self, character: str) -> Iterator[str | Signal]:
        if self._inline or (self._last == _STOP_AND_BLANK and character.isupper()):
            yield from self._take_inline(character)
        elif character == "\n":
            self._gap += "\n"
            self._place, self._last = _LinePlace.HEAD, ""
        else:
            self._note(character)
            yield from self._show(character)

    def _note(self, character: str) -> None:
        """Note whether a sentence has just ended, so that a label may follow on its line."""
        if character == " " and self._last == _STOP:
            self._last = _STOP_AND_BLANK
        else:
            self._last = _STOP if character in ".!?]*" else ""

    def _take_inline(self, character: str) -> Iterator[str | Signal]:
        """Hold a sentence's beginning while it may be "Sources:"."""
        self._inline += character
        found = sources_label(self._inline)
        if found is None:
            return
        held, self._inline, self._last = self._inline, "", ""
        if found:
            self._place, self._references = _LinePlace.REFERENCES, References(cited=self._cited)
            self._before_markers = ""
            return
        yield from self._show(held.rstrip("\n"))
        if held.endswith("\n"):
            yield from self._take_body("\n")

    def _decide(self, *, ended: bool) -> Iterator[str | Signal]:
        """Decide what a line is, by its beginning, or leave it for more."""
        head = self._head
        if not head.strip():
            return
        for read in (self._rule, self._fence, self._definition, self._object, self._label):
            decided = read(head.lstrip(), ended=ended)
            if decided is None:
                continue
            if decided is not False:
                self._head = ""
                yield from self._follow(decided)
            return
        self._head, self._place = "", _LinePlace.BODY
        yield from self._show(head)

    # Each returns what was decided, False where more text decides, None where it is none of it.

    def _rule(self, head: str, *, ended: bool) -> _LinePlace | LineLabel | str | bool | None:
        """Hold a line of dashes: it parts an answer from its sources."""
        if set(head) - _RULES or head.endswith(" ") or head[0] == "*" != head[-1:]:
            return None
        if not ended:
            return False if len(head) <= _LONGEST_HEAD else None
        if len(head) < _SHORTEST_RULE:
            return None
        self._gap += head
        return _LinePlace.HEAD

    def _fence(self, head: str, *, ended: bool) -> _LinePlace | LineLabel | str | bool | None:
        fence = self._fences.read(head, first=not self._written, ended=ended)
        return head.lstrip("`~") if fence is Fence.BEFORE_TEXT else _AFTER_FENCE[fence]

    def _definition(self, head: str, *, ended: bool) -> _LinePlace | LineLabel | str | bool | None:
        """Drop a footnote's text: "[^1]: Policy, section 2"."""
        if not self._written or head[0] != "[":
            return None
        inside, closed, after = head[1:].partition("]")
        if not inside.removeprefix("^").isdigit() and inside.strip("^"):
            return None
        if len(inside) > len("^999"):
            return None
        if not closed or not after:
            return None if ended else False
        return _LinePlace.DROPPED_LINE if after[0] == ":" else None

    def _object(self, head: str, *, ended: bool) -> _LinePlace | LineLabel | str | bool | None:
        if self._written or head[0] not in "{[" or len(head) > _LONGEST_HEAD:
            return None
        inside = head.lstrip("[ \t\n")
        if not inside.startswith("{"):
            return None if inside or ended else False
        within = inside[1:].lstrip()
        if within.startswith('"') or (ended and not within):
            self._json = head
            return _LinePlace.JSON
        return None if within or ended else False

    def _label(self, head: str, *, ended: bool) -> _LinePlace | LineLabel | str | bool | None:
        if len(head) > _LONGEST_HEAD:
            return None
        apart = self._gap.count("\n") > 1
        first = not self._written
        found = label_of(head, first=first, apart=apart, ended=ended, thinking=self._thinking)
        if isinstance(found, bool):
            return None if ended else False
        return found

    def _follow(self, decided: _LinePlace | LineLabel | str | bool) -> Iterator[str | Signal]:
        if isinstance(decided, _LinePlace):
            self._place = decided
        elif isinstance(decided, LineLabel):
            yield from self._follow_label(decided)
        elif isinstance(decided, str):
            self._place = _LinePlace.BODY
            yield from self._show(decided)

    def _follow_label(self, label: LineLabel) -> Iterator[str | Signal]:
        self._place = _AFTER_LABELS[label]
        if label is LineLabel.THOUGHT:
            # Shown, as there may be no other answer; taken back where one is labelled.
            self._thinking = True
        elif label is LineLabel.SOURCES:
            self._references, self._before_markers = References(cited=self._cited), " "
        elif label is LineLabel.FINAL:
            self._written, self._thinking, self._gap = False, False, ""
            yield Signal.BEGUN_ANEW

    def _after_references(self, text: str) -> Iterator[str | Signal]:
        """Yield the markers that a list of sources leaves, and the text after it."""
        if markers := self._references.markers:
            self._gap = ""
            yield from self._show(f"{self._before_markers}{markers}")
        self._place, self._gap = _LinePlace.HEAD, "\n\n"
        for character in text:
            yield from self._take(character)

    def _show(self, text: str) -> Iterator[str]:
        if text:
            gap, self._gap = self._gap, ""
            self._written = True
            self._cited = self._cited or "[" in text or "\u3010" in text
            yield f"{gap}{text}"


# From the stream that a model writes to the text of an answer with markers in one form.


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
