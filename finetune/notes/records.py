"""Dated notes about persons: read from a CSV or JSONL file, put in order of time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledge.errors import InputError


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `kind` is its type (discharge summary, nursing), `codes` what it was coded with."""

    person: str
    time: datetime
    text: str
    kind: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteColumns:
    """What a file calls a note's fields; `kind` and `codes` may be missing from the file."""

    person: str = "person"
    time: str = "time"
    text: str = "text"
    kind: str = "kind"
    codes: str = "codes"


def read_notes(path: Path, columns: NoteColumns | None = None) -> tuple[Note, ...]:
    """Return a file's notes, by person and time; notes of one time keep the file's order.

    Codes are a list in JSON, and stand between semicolons in a CSV cell.

    Raises:
        InputError: the file cannot be read, a line lacks a field, or a time is no ISO time.
    """
    named = columns or NoteColumns()
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path)
    return in_order(_note(row, named, f"line {number} of {str(path)!r}") for number, row in rows)


def in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return notes by person and time."""
    return tuple(sorted(notes, key=lambda note: (note.person, note.time)))


def by_person(notes: Sequence[Note]) -> dict[str, tuple[Note, ...]]:
    """Return each person's notes in their order."""
    kept: dict[str, list[Note]] = {}
    for note in notes:
        kept.setdefault(note.person, []).append(note)
    return {person: tuple(theirs) for person, theirs in kept.items()}


def parse_time(value: str, where: str) -> datetime:
    """Return an ISO time without its zone: within one file only the order counts.

    Raises:
        InputError: it is none.
    """
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError as error:
        raise InputError(
            f"The time {value!r} in {where} is no ISO time such as 2031-05-04T10:30:00."
        ) from error


def _note(row: Mapping[str, object], columns: NoteColumns, where: str) -> Note:
    for name in (columns.person, columns.time, columns.text):
        if not row.get(name):
            raise InputError(
                f"There is no {name!r} in {where}, but {', '.join(sorted(row))}. Name the columns "
                "with --person, --time and --text."
            )
    return Note(
        person=str(row[columns.person]),
        time=parse_time(str(row[columns.time]), where),
        text=str(row[columns.text]),
        kind=str(row.get(columns.kind) or ""),
        codes=_codes(row.get(columns.codes)),
    )


def _codes(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else str(value or "").split(";")
    return tuple(sorted({str(part).strip() for part in parts if str(part).strip()}))


def _json_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"Line {number} of {str(path)!r} is not JSON: {error.msg}.") from error
        if not isinstance(row, dict):
            raise InputError(f"Line {number} of {str(path)!r} is no JSON object.")
        yield number, row


def _csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    # Notes may be longer than the 128 KiB that a cell may have by default.
    csv.field_size_limit(2**31 - 1)
    reader = csv.DictReader(_text(path).splitlines(keepends=True))
    for row in reader:
        yield reader.line_num, {name: value for name, value in row.items() if name is not None}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The notes {str(path)!r} cannot be read: {error}.") from error
