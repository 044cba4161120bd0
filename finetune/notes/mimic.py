"""Reads MIMIC-III's own files, by the columns that its documentation names.

The data need a credentialed download (https://physionet.org/content/mimiciii/1.4/); the tests read
a made-up miniature of the same shape. Columns: https://mimic.mit.edu/docs/iii/tables/.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from finetune.notes.records import Note, in_order, parse_time
from knowledge.errors import InputError

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
