"""Personal identifiers masked before a text leaves for an outside model, and put back after."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Protocol

from app.i18n import texts
from app.identifiers.finding import KINDS, apart, identifiers_in
from app.identifiers.spans import IdentifierSpan
from app.llm.chat import ChatModel, Message

_PERSON = "PERSON"
_SHORTEST_KNOWN = 5
_STAND_IN = re.compile(rf"\[?\b({'|'.join((*KINDS, _PERSON))})_(\d{{1,6}})\b\]?")
_UNDECIDED = re.compile(r"\[?(?:[A-Z]{1,7}(?:_\d{0,6})?\]?)?$")


class PersonFinder(Protocol):
    """Finds names of people (app/identifiers/presidio_names.py)."""

    def names_in(self, text: str) -> Sequence[str]:
        """Return the names of people in a text, in order."""
        ...


class Mask:
    """The stand-ins of one request: the same identifier has the same one throughout."""

    def __init__(self, people: PersonFinder | None = None) -> None:
        """With `people` the names that it finds are hidden, too, once they are learnt."""
        self._people = people
        self._known: dict[str, str] = {}
        self._stand_ins: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()

    def learn(self, text: str) -> None:
        """Note what an asker or an answer says of persons, to hide it everywhere.

        So a number that is called a member's once is hidden where it stands alone, too. Documents
        are not learnt from: their names are no caller's, and it would take seconds.
        """
        for place in identifiers_in(text):
            value = text[place.start : place.end]
            if len(value) >= _SHORTEST_KNOWN:
                self._known.setdefault(value, place.kind)
        for name in self._people.names_in(text) if self._people else ():
            if name:
                self._known.setdefault(name, _PERSON)

    def hide(self, text: str) -> str:
        """Return the text with a stand-in such as [PHONE_1] for each identifier."""
        known = (_standing(text, value, kind) for value, kind in self._known.items())
        parts: list[str] = []
        done = 0
        for place in apart([*identifiers_in(text), *chain.from_iterable(known)]):
            parts += (text[done : place.start], self._stand_in(place, text))
            done = place.end
        return "".join((*parts, text[done:]))

    def restore(self, text: str) -> str:
        """Return the text with the identifiers back in the places of their stand-ins."""
        return _STAND_IN.sub(
            lambda m: self._originals.get(f"{m.group(1)}_{m.group(2)}", m.group()), text
        )

    def restored(self, pieces: Iterable[str]) -> Iterator[str]:
        """Restore a stream; what may still become a stand-in is held back."""
        pending = ""
        for piece in pieces:
            if not piece:
                yield piece  # a heartbeat (app/llm/chat_model.py)
                continue
            pending += piece
            undecided = _UNDECIDED.search(pending)
            cut = undecided.start() if undecided else len(pending)
            if cut:
                yield self.restore(pending[:cut])
                pending = pending[cut:]
        if pending:
            yield self.restore(pending)

    @property
    def note(self) -> str:
        """What was hidden, counted by kind, for the reader; empty when nothing was."""
        if not self._numbers:
            return ""
        kinds = sorted(self._numbers.items())
        counted = ", ".join(f"{n} {texts.HIDDEN_KINDS[kind]}" for kind, n in kinds)
        return texts.HIDDEN.format(counted=counted)

    def _stand_in(self, place: IdentifierSpan, text: str) -> str:
        value = text[place.start : place.end]
        if value not in self._stand_ins:
            self._numbers[place.kind] += 1
            name = f"{place.kind}_{self._numbers[place.kind]}"
            self._stand_ins[value], self._originals[name] = f"[{name}]", value
        return self._stand_ins[value]


def _standing(text: str, value: str, kind: str) -> Iterator[IdentifierSpan]:
    """Yield where a value stands as a word or several."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not (_is_in_word(text, start - 1) or _is_in_word(text, end)):
            yield IdentifierSpan.alone(kind, start, end)
        start = text.find(value, end)


def _is_in_word(text: str, place: int) -> bool:
    sign = text[place : place + 1] if place >= 0 else ""
    return sign.isalnum() or sign == "_"


class MaskedChatModel:
    """A chat model that never sees an identifier; its answers have them back."""

    def __init__(self, model: ChatModel, people: PersonFinder | None = None) -> None:
        self._model = model
        self._people = people

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """Yield the model's pieces with identifiers restored."""
        mask = Mask(self._people)
        hidden = hide_messages(messages, mask)
        with closing(self._model.stream(hidden)) as pieces:
            yield from mask.restored(pieces)


class MaskingFilter(logging.Filter):
    """Takes identifiers out of what is logged, exceptions' texts included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        record.msg, record.args = Mask().hide(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = Mask().hide(record.exc_text)
        return True


def mask_logs() -> None:
    """Put the filter on this process's log handlers, the one of last resort among them."""
    for handler in (*logging.getLogger().handlers, logging.lastResort):
        if handler is not None and not any(isinstance(f, MaskingFilter) for f in handler.filters):
            handler.addFilter(MaskingFilter())


def hide_messages(messages: Sequence[Message], mask: Mask) -> list[Message]:
    """Return the messages with every identifier hidden by one mask."""
    for message in messages:
        if message.role != "system":
            mask.learn(message.text)
    return [replace(message, text=mask.hide(message.text)) for message in messages]
