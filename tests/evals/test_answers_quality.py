from __future__ import annotations

from pathlib import Path

import pytest

from app.conversations import Conversation
from evals.answers_quality import Task, compare, longest_common, of_each_domain, scores
from tests.app.desks import EVENTS, SPOUSE, assistant

TASK = Task("one", "desk", Conversation(), SPOUSE, "You have 60 days.", frozenset({"a", "b"}))


def test_an_answer_is_held_against_the_reference_and_the_relevant_passages() -> None:
    result = scores("You have 60 hours.", ["a", "c"], TASK, "You have 60 days")

    assert result == {
        "citation precision": 0.5,
        "citation recall": 0.5,
        "ROUGE-L": 0.75,
        "token F1": 0.75,
        "K-precision": 0.75,
    }


def test_no_answer_scores_nothing() -> None:
    assert set(scores("", [], TASK, "You have 60 days").values()) == {0.0}


@pytest.mark.parametrize(
    ("one", "other", "length"), [("a b c d", "b x d", 2), ("a b", "b a", 1), ("", "a", 0)]
)
def test_the_longest_common_subsequence_keeps_the_order(one: str, other: str, length: int) -> None:
    assert longest_common(one.split(), other.split()) == length


def test_answers_are_compared_with_the_first_passage_pasted(tmp_path: Path) -> None:
    task = Task("one", "desk", Conversation(), SPOUSE, EVENTS.text, frozenset({EVENTS.source}))

    lines = compare(
        {"desk": assistant(tmp_path)}, [task], groups=("staff",), relevant_text=lambda _: ""
    )

    assert lines[0].measure == "citation precision"
    assert lines[0].ours.mean > 0
    assert lines[0].first_passage.mean == 1.0


def test_a_limit_counts_by_domain() -> None:
    other = Task("two", "other", Conversation(), "", "", frozenset())

    assert list(of_each_domain([TASK, TASK, other], 1)) == [TASK, other]
