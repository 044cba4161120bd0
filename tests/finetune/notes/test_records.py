from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from finetune.notes.pairs import (
    Masking,
)
from finetune.notes.records import (
    Note,
    NoteColumns,
    example_notes,
    is_mimic_folder,
    read_mimic,
    read_notes,
    write_example,
)
from knowledge.domain.errors import InputError

SYNTHEA = """2005-10-28

# History of Present Illness
Lawerence6
 is a 64 year-old non-hispanic white male.

# Social History
Patient is married. Patient is an active smoker.
 Patient identifies as heterosexual.

Patient comes from a middle socioeconomic background.
Patient currently has NO INSURANCE.

# Assessment and Plan
He is presenting with stroke."""


def day(number: int) -> datetime:
    return datetime(2031, 1, number)


def mimic_folder(folder: Path) -> Path:
    """Write a made-up miniature in the shape of MIMIC-III's files, one of them packed."""
    (folder / "ADMISSIONS.csv").write_text(
        "ROW_ID,SUBJECT_ID,HADM_ID,ADMITTIME,DISCHTIME,DEATHTIME\n"
        "1,11,100,2101-01-01 08:00:00,2101-01-09 12:00:00,\n"
        "2,11,101,2102-03-01 08:00:00,2102-03-05 12:00:00,\n",
        encoding="utf-8",
    )
    (folder / "PATIENTS.csv").write_text(
        "ROW_ID,SUBJECT_ID,GENDER,DOB,DOD,EXPIRE_FLAG\n1,11,F,2050-01-01 00:00:00,"
        "2103-05-05 00:00:00,1\n2,12,M,2060-01-01 00:00:00,,0\n",
        encoding="utf-8",
    )
    (folder / "DIAGNOSES_ICD.csv").write_text(
        'ROW_ID,SUBJECT_ID,HADM_ID,SEQ_NUM,ICD9_CODE\n1,11,100,1,"4280"\n2,11,100,2,"25000"\n',
        encoding="utf-8",
    )
    rows = (
        "ROW_ID,SUBJECT_ID,HADM_ID,CHARTDATE,CHARTTIME,STORETIME,CATEGORY,DESCRIPTION,CGID,"
        "ISERROR,TEXT\n"
        '1,11,100,2101-01-09,,,Discharge summary,Report,,,"Went home,\nwell."\n'
        "2,11,100,2101-01-09,2101-01-09 07:30:00,,Nursing ,Note,7,,Slept well.\n"
        "3,11,100,2101-01-08,2101-01-08 07:30:00,,Nursing ,Note,7,1,Of another patient.\n"
    )
    with gzip.open(folder / "NOTEEVENTS.csv.gz", "wt", encoding="utf-8") as file:
        file.write(rows)
    return folder


def test_notes_are_read_in_order_of_person_and_time(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    lines = (
        {"who": "b", "when": "2031-01-02", "words": "Later.", "codes": ["I10", "E11"]},
        {"who": "b", "when": "2031-01-01T09:00:00+00:00", "words": "Earlier."},
        {"who": "a", "when": "2031-01-03", "words": "Other."},
    )
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    notes = read_notes(path, NoteColumns(person="who", time="when", text="words"))

    assert notes == (
        Note("a", day(3), "Other."),
        Note("b", datetime(2031, 1, 1, 9), "Earlier."),
        Note("b", day(2), "Later.", "", ("E11", "I10")),
    )


def test_a_csv_gives_the_same_notes_as_json(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(
        'person,time,text,kind,codes\np,2031-01-01,"Two\nlines",Visit,I10; E11\n', encoding="utf-8"
    )

    assert read_notes(path) == (Note("p", day(1), "Two\nlines", "Visit", ("E11", "I10")),)


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("patient,time,text\np,2031-01-01,Words\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"no 'person' in line 2 .*patient, text, time"):
        read_notes(path)


def test_a_time_that_is_none_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("person,time,text\np,yesterday,Words\n", encoding="utf-8")

    with pytest.raises(InputError, match="'yesterday' in line 2"):
        read_notes(path)


def test_made_up_notes_are_written_and_read_back_the_same(tmp_path: Path) -> None:
    made = example_notes(5)

    write_example(tmp_path / "notes.jsonl", made)

    assert read_notes(tmp_path / "notes.jsonl") == made


def test_mimic_notes_carry_their_admissions_codes_and_leave_out_wrong_ones(tmp_path: Path) -> None:
    mimic = read_mimic(mimic_folder(tmp_path))

    assert is_mimic_folder(tmp_path)
    assert mimic.notes == (
        Note("11", datetime(2101, 1, 9, 7, 30), "Slept well.", "Nursing", ("25000", "4280")),
        Note(
            "11",
            datetime(2101, 1, 9, 23, 59, 59),
            "Went home,\nwell.",
            "Discharge summary",
            ("25000", "4280"),
        ),
    )
    assert mimic.last_seen == {"11": datetime(2102, 3, 5, 12)}
    assert mimic.died == {"11": datetime(2103, 5, 5)}


def test_a_missing_mimic_table_is_named(tmp_path: Path) -> None:
    (mimic_folder(tmp_path) / "PATIENTS.csv").unlink()

    with pytest.raises(InputError, match=r"has no PATIENTS\.csv"):
        read_mimic(tmp_path)


def test_masking_takes_out_who_somebody_is_and_leaves_what_is_wrong() -> None:
    masked = Masking()(SYNTHEA)

    assert masked == (
        "[date]\n# History of Present Illness\n[name]\n is a [age] person.\n# Social History\n"
        " Patient is an active smoker.\n# Assessment and Plan\nthey is presenting with stroke."
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Seen by [**Last Name 123**] today.", "Seen by [hidden] today."),
        ("MRN: 12345, 3/4/2101.", "[number], [date]."),
        ("Mrs. Gray, 71 y/o, fell.", "[name], [age], fell."),
        ("A single dose was given.", "A single dose was given."),
        ("Patient currently has pain.", "Patient currently has pain."),
        ("White cells raised to 14.", "cells raised to 14."),
    ],
)
def test_what_masking_does_to(text: str, masked: str) -> None:
    assert Masking()(text) == masked


def test_words_that_are_given_are_hidden_too() -> None:
    assert Masking(names=("Riverside",))("Moved to Riverside.") == "Moved to [name]."
