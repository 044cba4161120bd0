"""What a note's vector shall foretell."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from finetune.notes.labels import (
    NoteLabel,
    foretold,
    parse_label,
    stated,
    waiting_for,
)
from finetune.notes.records import Note
from knowledge.domain.errors import InputError
from tests.finetune.notes.test_evaluation import note

ILL = NoteLabel("ill", re.compile("ill"))


def test_what_a_note_says_itself_is_not_foretold() -> None:
    notes = {"p": (note("p", 1, "well"), note("p", 2, "ill"), note("p", 3, "well"))}

    assert foretold(ILL, notes) == [(notes["p"][0], True)]
    assert [says for _, says in stated(ILL, notes)] == [False, True, False]


def test_waiting_ends_at_the_event_or_when_last_seen() -> None:
    notes = {
        "fell ill": (note("fell ill", 1, "well"), note("fell ill", 5, "ill")),
        "stayed well": (note("stayed well", 1, "well"), note("stayed well", 9, "well")),
        "was ill": (note("was ill", 1, "ill"), note("was ill", 2, "well")),
    }

    found = waiting_for(ILL, notes, at_note=0)

    assert [(w.person, w.days, w.happened) for w in found] == [
        ("fell ill", 4.0, True),
        ("stayed well", 8.0, False),
    ]


def test_a_label_is_a_pattern_or_the_beginning_of_a_code() -> None:
    diabetes = parse_label("diabetes=code:250")

    assert diabetes.holds(Note("p", datetime(2031, 1, 1), "", codes=("25000",)))
    assert not diabetes.holds(Note("p", datetime(2031, 1, 1), "250", codes=("4280",)))
    assert parse_label("smoker=active smok").holds(note("p", 1, "Active smoker."))


@pytest.mark.parametrize("given", ["smoker", "=x", "x="])
def test_a_label_of_another_form_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="Write NAME=PATTERN"):
        parse_label(given)
