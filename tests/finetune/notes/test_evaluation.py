from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from finetune.notes.evaluation import (
    NextNoteScores,
    error_cut,
    label_auroc,
    score_next_notes,
    survival_concordance,
)
from finetune.notes.labels import (
    SurvivalLabel,
)
from finetune.notes.pairs import Step, steps_of
from finetune.notes.records import Note
from knowledge.domain.passages import FloatRows


def note(person: str, day: int, text: str, kind: str = "visit") -> Note:
    return Note(person, datetime(2031, 1, day), text, kind)


def unit(*numbers: float) -> FloatRows:
    row = np.array(numbers, dtype=np.float32)
    unit_row: FloatRows = row / np.linalg.norm(row)
    return unit_row


NOTES = {
    "p": (note("p", 1, "a"), note("p", 2, "b"), note("p", 3, "c")),
    "q": (note("q", 1, "d", "phone"), note("q", 2, "e", "phone")),
}
# Nearest to a: d (of another person), then b; nearest to b: c.
ROWS = {
    "a": unit(1, 0, 0),
    "d": unit(1, 0.1, 0),
    "b": unit(1, 0.5, 0),
    "c": unit(0.5, 1, 0),
    "e": unit(0, 0, 1),
}
STEPS = steps_of(NOTES, frozenset(NOTES))


def scores(rows: dict[str, FloatRows]) -> NextNoteScores:
    return score_next_notes(STEPS, NOTES, rows)


def test_the_anchor_is_never_its_own_next_note_and_pools_differ() -> None:
    found = scores(ROWS)

    assert found.persons == ("p", "p", "q")
    assert found.ranks["all notes"] == (2, 3, 4)
    assert found.ranks["one person"] == (1, 2, 1)
    assert found.sizes["all notes"] == (4, 4, 4)
    assert found.sizes["same kind"] == (2, 2, 1)
    assert found.sizes["one person"] == (2, 2, 1)


def test_a_tie_counts_against() -> None:
    blind = dict.fromkeys(ROWS, unit(1, 1, 1))

    assert scores(blind).ranks["all notes"] == (4, 4, 4)


def test_recall_and_what_knowing_the_person_alone_would_reach() -> None:
    found = scores(ROWS)

    assert found.recall("all notes", 1).mean == 0.0
    assert found.recall("one person", 1).mean == pytest.approx(2 / 3)
    assert found.by_knowing_the_person(1) == pytest.approx((0.5 + 0.5 + 1) / 3)


def test_the_share_of_the_same_person_among_the_nearest_is_held_against_chance() -> None:
    found = scores(ROWS)

    assert found.same_person == (0.5, 0.5, 0.25)
    assert found.same_person_by_chance == (0.5, 0.5, 0.25)


def test_the_cut_of_the_error_is_the_share_of_misses_that_are_gone() -> None:
    before = scores(dict.fromkeys(ROWS, unit(1, 1, 1)))

    cut, gained = error_cut(before, scores(ROWS), "one person", cutoff=1)

    # Blind, only q's single candidate is found (1 of 3); then p's first step, too (2 of 3).
    assert cut == pytest.approx(0.5)
    assert gained.mean == pytest.approx(1 / 3)


def test_equal_texts_of_two_persons_are_one_answer() -> None:
    notes = {
        "p": (note("p", 1, "a"), note("p", 2, "b")),
        "q": (note("q", 1, "b"), note("q", 2, "c")),
    }
    step = Step("p", "a", "b", "visit")

    found = score_next_notes((step,), {"p": notes["p"], "q": notes["q"]}, ROWS)

    assert found.sizes["all notes"] == (1,)


def test_vectors_that_carry_a_label_foretell_it() -> None:
    texts = {f"t{number}": number % 2 == 0 for number in range(40)}
    rows = {t: unit(1.0 if ill else -1.0, n / 40) for n, (t, ill) in enumerate(texts.items())}
    cases = [(note(f"p{n}", 1, text), ill) for n, (text, ill) in enumerate(texts.items())]

    figure = label_auroc(cases[:20], cases[20:], rows)

    assert figure is not None
    assert (figure.value, figure.positives, figure.total) == (1.0, 10, 20)


def test_too_few_cases_give_no_figure() -> None:
    cases = [(note("p", 1, "a"), True), (note("q", 1, "b"), False)]

    assert label_auroc(cases, cases, ROWS) is None


def test_vectors_that_carry_the_waiting_time_are_concordant_with_it() -> None:
    rows = {f"t{n}": unit(1.0, n / 30) for n in range(30)}
    people = [
        SurvivalLabel(f"p{n}", note(f"p{n}", 1, f"t{n}"), 400 - 10 * n, True) for n in range(30)
    ]

    figure = survival_concordance(people[::2], people[1::2], rows)

    assert figure is not None
    assert figure.value > 0.95
