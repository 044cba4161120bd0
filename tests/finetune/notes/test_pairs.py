"""From notes to training pairs."""

from __future__ import annotations

import pytest

from finetune.notes.pairs import (
    as_pairs,
    code_overlap,
    masked_notes,
    split_persons,
    steps_of,
    unmasked,
    with_negatives,
)
from finetune.notes.records import (
    Note,
    example_notes,
)
from knowledge.domain.errors import InputError
from tests.finetune.notes.test_records import day


def note(person: str, number: int, text: str, *, kind: str = "", code: str = "") -> Note:
    return Note(person, day(number), text, kind, (code,) if code else ())


def test_copies_of_the_note_before_are_left_out() -> None:
    notes = (note("p", 1, "Well."), note("p", 2, "Well."), note("p", 3, "Ill."))

    kept = masked_notes(notes, unmasked)

    assert [each.text for each in kept["p"]] == ["Well.", "Ill."]


def test_nobody_is_trained_on_and_tested_on() -> None:
    persons = [f"p{number}" for number in range(20)]

    split = split_persons(persons)

    assert split == split_persons(list(reversed(persons)))
    assert split.train | split.held_out | split.test == set(persons)
    assert (len(split.train), len(split.held_out), len(split.test)) == (10, 2, 8)


def test_too_few_persons_to_split_are_refused() -> None:
    with pytest.raises(InputError, match="of 2 persons"):
        split_persons(["a", "b"])


def test_a_negative_is_a_note_of_the_same_person_that_does_not_follow() -> None:
    notes = masked_notes(
        (note("p", 1, "One."), note("p", 2, "Two."), note("p", 3, "Three."), note("q", 1, "Four.")),
        unmasked,
    )
    steps = steps_of(notes, frozenset({"p", "q"}))

    chosen = [(step.anchor, step.positive, other) for step, other in with_negatives(steps, notes)]

    assert chosen == [("One.", "Two.", "Three."), ("Two.", "Three.", "One.")]


def test_pairs_keep_persons_in_one_part_and_pool_the_tested() -> None:
    notes = masked_notes(example_notes(10), unmasked)
    split = split_persons(sorted(notes))

    pairs, pool = as_pairs(notes, split)

    tested = {pair.document for pair in pairs if pair.part == "test"}
    assert tested <= split.test
    assert not tested & {pair.document for pair in pairs if pair.part != "test"}
    assert {passage.document for passage in pool} <= split.test


def test_codes_overlap_by_what_is_common() -> None:
    assert code_overlap(("a", "b"), ("b", "c")) == pytest.approx(1 / 3)
    assert code_overlap((), ()) == 0.0
