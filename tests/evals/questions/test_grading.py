from __future__ import annotations

from dataclasses import replace

import pytest

from evals.benchmarks.question_set import Kind
from evals.questions.grading import MEASURES, FoundPassage, GivenAnswer, grade
from tests.evals.questions.expert_questions import QUOTE, question_of

RIGHT = GivenAnswer(
    text="Within 60 days of marriage. [1]",
    outcome="answered",
    cited=(QUOTE, "Gold costs $20."),
    found=(FoundPassage("copays 1", "Gold costs $20."), FoundPassage("events 2", QUOTE)),
)


def test_a_right_answer_has_every_fact_and_no_wrong_one() -> None:
    found = grade(question_of(), RIGHT)

    assert found.values == {
        "usable": 1.0,
        "at a glance": 1.0,
        "wrongly refused": 0.0,
        "found in the first 6": 1.0,
        "without wrong facts": 1.0,
        "cites the evidence": 1.0,
        "focus": 0.5,
        "found in the first 1": 0.0,
        "found in the first 3": 1.0,
        "found in the first 20": 1.0,
        "words": 5.0,
    }
    assert list(found.values) == [name for name in MEASURES if name in found.values]
    assert found.answering == ("events 2",)
    assert not found.went_wrong


def test_an_answer_that_lacks_a_fact_or_names_a_wrong_one_is_counted_so() -> None:
    lacking = grade(question_of(), replace(RIGHT, text="Within 60 days."))
    wrong = grade(question_of(), replace(RIGHT, text="60 days of marriage, then 31 days."))

    assert lacking.values["usable"] == 0.0
    assert lacking.went_wrong
    assert (wrong.values["usable"], wrong.values["without wrong facts"]) == (1.0, 0.0)


@pytest.mark.parametrize(("filling", "short"), [(55, 1.0), (56, 0.0)])
def test_at_a_glance_are_sixty_words(filling: int, short: float) -> None:
    text = f"Within 60 days of marriage {'and ' * filling}[1] [2]"

    values = grade(question_of(), replace(RIGHT, text=text)).values

    assert values["words"] == 5 + filling
    assert (values["usable"], values["at a glance"]) == (1.0, short)


def test_as_many_as_twice_the_words_of_the_evidence_are_at_a_glance_too() -> None:
    text = f"Within 60 days of marriage {'and ' * 95}"
    long = question_of(evidence=[{"quote": "word " * 50}])

    assert grade(long, replace(RIGHT, text=text)).values["at a glance"] == 1.0


def test_a_refusal_of_an_answerable_question_is_wrong_whatever_it_shows() -> None:
    values = grade(question_of(), replace(RIGHT, refused=True, outcome="nearest", cited=())).values

    assert (values["usable"], values["wrongly refused"]) == (0.0, 1.0)
    assert values["cites the evidence"] == 0.0
    assert "focus" not in values


def test_where_the_evidence_was_not_found_nothing_answers() -> None:
    found = grade(question_of(), replace(RIGHT, found=RIGHT.found[:1]))

    assert found.values["found in the first 20"] == 0.0
    assert found.answering == ()


REFUSED = GivenAnswer(text="The nearest ones:", refused=True)
SAID_NO = GivenAnswer(text="The documents do not say who won.")
ASKED = GivenAnswer(text="For the plan that the caller has:", notes=("It depends on the plan.",))
CITING = GivenAnswer(text="Hello!", cited=(QUOTE,))
HELLO = GivenAnswer(text="Hello!")
LONG = GivenAnswer(text="Hello! " * 61)


@pytest.mark.parametrize(
    ("kind", "given", "measure", "right"),
    [
        (Kind.UNANSWERABLE, REFUSED, "rightly refused", 1.0),
        (Kind.UNANSWERABLE, SAID_NO, "rightly refused", 1.0),
        (Kind.UNANSWERABLE, RIGHT, "rightly refused", 0.0),
        (Kind.OFF_TOPIC, REFUSED, "off topic turned away", 1.0),
        (Kind.OFF_TOPIC, HELLO, "off topic turned away", 0.0),
        (Kind.UNDERSPECIFIED, ASKED, "asked back", 1.0),
        (Kind.UNDERSPECIFIED, replace(HELLO, text="Silver or gold?"), "asked back", 1.0),
        (Kind.UNDERSPECIFIED, RIGHT, "asked back", 0.0),
        (Kind.SMALL_TALK, HELLO, "small talk answered", 1.0),
        (Kind.SMALL_TALK, CITING, "small talk answered", 0.0),
        (Kind.SMALL_TALK, REFUSED, "small talk answered", 0.0),
        (Kind.SMALL_TALK, LONG, "small talk answered", 0.0),
    ],
)
def test_other_kinds_count_by_what_is_right_for_them(
    kind: Kind, given: GivenAnswer, measure: str, right: float
) -> None:
    found = grade(question_of(kind), given)

    assert found.values == {measure: right}
    assert found.went_wrong is not bool(right)
