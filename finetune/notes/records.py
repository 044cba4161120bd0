"""Dated notes about persons: read from a CSV or JSONL file, put in order of time."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from knowledge.domain.errors import InputError


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
            f"The time {value!r} in {where} is not an ISO time such as 2031-05-04T10:30:00."
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
            raise InputError(f"Line {number} of {str(path)!r} is not a JSON object.")
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


# Reads MIMIC-III's own files, by the columns that its documentation names.


_NOTES = ("SUBJECT_ID", "HADM_ID", "CHARTDATE", "CHARTTIME", "CATEGORY", "ISERROR", "TEXT")
_ADMISSIONS = ("SUBJECT_ID", "HADM_ID", "ADMITTIME", "DISCHTIME")
_DIAGNOSES = ("SUBJECT_ID", "HADM_ID", "ICD9_CODE")
_PATIENTS = ("SUBJECT_ID", "DOD")


@dataclass(frozen=True, slots=True)
class Mimic:
    """The notes, and of each person the last discharge and, where known, the day of death."""

    notes: tuple[Note, ...]
    last_seen: Mapping[str, datetime]
    died: Mapping[str, datetime]


def is_mimic_folder(path: Path) -> bool:
    """Tell whether a folder holds NOTEEVENTS.csv, packed or not."""
    return path.is_dir() and any((path / name).is_file() for name in _names("NOTEEVENTS"))


def read_mimic(folder: Path) -> Mimic:
    """Return a MIMIC-III folder's notes with their admission's ICD-9 codes, and who died when.

    Notes that the hospital marked as wrong (`ISERROR` 1) are left out. A note without `CHARTTIME`
    has its day only, and counts as written at that day's end: a discharge summary comes last.

    Raises:
        InputError: a file or a column is missing, or a time is no time.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "DIAGNOSES_ICD", _DIAGNOSES):
        if row["ICD9_CODE"]:
            codes[row["HADM_ID"]].add(row["ICD9_CODE"])
    last_seen: dict[str, datetime] = {}
    for row in _rows(folder, "ADMISSIONS", _ADMISSIONS):
        left = parse_time(row["DISCHTIME"], "DISCHTIME of ADMISSIONS")
        last_seen[row["SUBJECT_ID"]] = max(left, last_seen.get(row["SUBJECT_ID"], left))
    died = {
        row["SUBJECT_ID"]: parse_time(row["DOD"], "DOD of PATIENTS")
        for row in _rows(folder, "PATIENTS", _PATIENTS)
        if row["DOD"]
    }
    rows = _rows(folder, "NOTEEVENTS", _NOTES)
    notes = (_mimic_note(row, codes) for row in rows if row["ISERROR"] != "1")
    return Mimic(in_order(notes), last_seen, died)


def _mimic_note(row: Mapping[str, str], codes: Mapping[str, set[str]]) -> Note:
    return Note(
        person=row["SUBJECT_ID"],
        time=_written(row),
        text=row["TEXT"],
        # "Discharge summary", "Nursing  " and "Physician " stand so in the file.
        kind=row["CATEGORY"].strip(),
        codes=tuple(sorted(codes.get(row["HADM_ID"], ()))),
    )


def _written(row: Mapping[str, str]) -> datetime:
    if row["CHARTTIME"]:
        return parse_time(row["CHARTTIME"], "CHARTTIME of NOTEEVENTS")
    day = parse_time(row["CHARTDATE"], "CHARTDATE of NOTEEVENTS")
    return day.replace(hour=23, minute=59, second=59)


def _rows(folder: Path, table: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    path = next((folder / n for n in _names(table) if (folder / n).is_file()), None)
    if path is None:
        raise InputError(f"{str(folder)!r} has no {table}.csv or {table}.csv.gz.")
    csv.field_size_limit(2**31 - 1)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        # MIMIC's demo writes the names in small letters.
        names = {name.upper(): name for name in reader.fieldnames or ()}
        missing = [column for column in columns if column not in names]
        if missing:
            raise InputError(f"{str(path)!r} has no column {', '.join(missing)}.")
        for row in reader:
            yield {column: row[names[column]] or "" for column in columns}


def _names(table: str) -> tuple[str, str]:
    return f"{table}.csv", f"{table}.csv.gz"


# Made-up notes of made-up persons: for trying the job out, and for its tests.


_COURSES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "I50": (
        ("I10", ("Blood pressure high on three readings.", "Readings above target at home.")),
        ("I50", ("Short of breath on stairs.", "Breathless at night, two pillows.")),
        ("I50", ("Ankles swollen, water tablet begun.", "Oedema to the knees, diuretic given.")),
        ("I50", ("Weight down four kilos.", "Dry again, weighs less.")),
        (
            "I50",
            ("Echocardiogram: ejection fraction low.", "Ultrasound shows a weak left chamber."),
        ),
        ("I50", ("Defibrillator put in.", "Device implanted, wound clean.")),
    ),
    "E11": (
        ("E66", ("Body mass index 34, advised on diet.", "Overweight, wants to walk more.")),
        ("E11", ("Fasting sugar 9 mmol/l.", "Glucose raised on two mornings.")),
        ("E11", ("Metformin begun, stomach upset.", "First tablets against sugar, some nausea.")),
        ("E11", ("Numb toes on both sides.", "Tingling feet, no ulcer.")),
        ("E11", ("Eye clinic: spots on the retina.", "Bleeding at the back of the eye.")),
        ("E11", ("Insulin begun at bedtime.", "Learns to inject at night.")),
    ),
    "J44": (
        ("F17", ("Smokes twenty a day, not ready to stop.", "Tobacco use, declines patches.")),
        ("J44", ("Coughs every morning.", "Phlegm each winter.")),
        ("J44", ("Spirometry: blocked airways.", "Lung test shows obstruction.")),
        ("J44", ("Inhaler shown and tried.", "Puffer technique practised.")),
        ("J44", ("Exacerbation, steroids for five days.", "Flare with wheeze, prednisone given.")),
        ("J44", ("Oxygen at home.", "Home concentrator delivered.")),
    ),
    "M16": (
        ("M25", ("Groin hurts when walking.", "Stiff hip on getting up.")),
        ("M16", ("X-ray: joint space narrow.", "Film shows wear of the joint.")),
        ("M16", ("Exercises with the therapist.", "Physiotherapy twice a week.")),
        ("M16", ("Injection into the joint.", "Cortisone helped for a month.")),
        ("M16", ("Listed for a new hip.", "Agrees to a replacement.")),
        ("M16", ("Walks with a stick after surgery.", "Stitches out, climbs stairs.")),
    ),
}
_NAMES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Oak", "Rowan", "Willow")
_SEXES = ("male", "female")
_KINDS = ("Visit", "Phone")


def example_notes(persons: int = 40, *, seed: int = 1) -> tuple[Note, ...]:
    """Return notes of so many persons; the same seed makes the same notes."""
    drawn = random.Random(seed)
    notes: list[Note] = []
    for number in range(persons):
        course = _COURSES[drawn.choice(sorted(_COURSES))]
        name, sex = f"{drawn.choice(_NAMES)}{number}", drawn.choice(_SEXES)
        time, age = datetime(2031, 1, 1) + timedelta(days=drawn.randrange(300)), 50
        for code, wordings in course[: drawn.randrange(4, len(course) + 1)]:
            text = f"{time:%Y-%m-%d}\n{name} is a {age} year-old {sex}.\n{drawn.choice(wordings)}"
            notes.append(Note(f"person-{number:03}", time, text, drawn.choice(_KINDS), (code,)))
            time, age = time + timedelta(days=drawn.randrange(30, 200)), age + 1
    return tuple(notes)


def write_example(path: Path, notes: tuple[Note, ...]) -> None:
    """Write notes as JSON lines that read_notes() reads back."""
    rows = (
        {
            "person": note.person,
            "time": note.time.isoformat(),
            "text": note.text,
            "kind": note.kind,
            "codes": list(note.codes),
        }
        for note in notes
    )
    path.write_text(
        "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8"
    )
