"""What a note's vector shall foretell: labels and events, read from codes or from the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from finetune.notes.records import Note
from knowledge.domain.errors import InputError

CODE = "code:"
_DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class NoteLabel:
    """A yes-or-no question about a note: a pattern in the text, or the beginning of a code."""

    name: str
    pattern: re.Pattern[str] | None = None
    code: str = ""

    def holds(self, note: Note) -> bool:
        """Tell whether the note says so."""
        if self.pattern is not None:
            return self.pattern.search(note.text) is not None
        return any(code.startswith(self.code) for code in note.codes)


@dataclass(frozen=True, slots=True)
class SurvivalLabel:
    """A person at a note: how many days until the event, or until last seen without it."""

    person: str
    note: Note
    days: float
    happened: bool


def parse_label(given: str) -> NoteLabel:
    """Read `NAME=PATTERN` or `NAME=code:PREFIX`.

    Raises:
        InputError: it has another form, or the pattern is none.
    """
    name, equals, rule = given.partition("=")
    if not (name and equals and rule):
        raise InputError(f"{given!r} is not a label. Write NAME=PATTERN, or NAME=code:250.")
    if rule.startswith(CODE):
        return NoteLabel(name, code=rule.removeprefix(CODE))
    try:
        return NoteLabel(name, re.compile(rule, re.IGNORECASE))
    except re.error as error:
        raise InputError(f"The pattern of the label {name!r} is none: {error}.") from error


def foretold(label: NoteLabel, notes: Mapping[str, Sequence[Note]]) -> list[tuple[Note, bool]]:
    """Return the notes that do not say it yet, and whether a later note of the person does.

    What stands in the note itself is left out: to find it again would be no foretelling.
    """
    found: list[tuple[Note, bool]] = []
    for theirs in notes.values():
        says = [label.holds(note) for note in theirs]
        found += [
            (note, any(says[row + 1 :]))
            for row, note in enumerate(theirs[:-1])
            if not any(says[: row + 1])
        ]
    return found


def stated(label: NoteLabel, notes: Mapping[str, Sequence[Note]]) -> list[tuple[Note, bool]]:
    """Return every note and whether it says so itself."""
    return [(note, label.holds(note)) for theirs in notes.values() for note in theirs]


def waiting_for(
    event: NoteLabel,
    notes: Mapping[str, Sequence[Note]],
    *,
    at_note: int,
    until: Mapping[str, datetime] | None = None,
    happened: Mapping[str, datetime] | None = None,
) -> tuple[SurvivalLabel, ...]:
    """Return each person at their n-th note (from 0) with the time from there to the event.

    The event is a note's saying so, or a time in `happened` (a death). Persons with fewer notes,
    or whose event lies before, are left out.
    """
    found = []
    for person, theirs in notes.items():
        if len(theirs) <= at_note:
            continue
        start = theirs[at_note]
        told = [note.time for note in theirs if event.holds(note)]
        known = (happened or {}).get(person)
        times = sorted([*told, *([known] if known else [])])
        end = times[0] if times else (until or {}).get(person, theirs[-1].time)
        days = (end - start.time).total_seconds() / _DAY_SECONDS
        if days > 0:
            found.append(SurvivalLabel(person, start, days, bool(times)))
    return tuple(found)
