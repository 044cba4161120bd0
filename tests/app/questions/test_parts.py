from __future__ import annotations

from datetime import date

import pytest

from app.questions.parts import QuestionPart, parts_of

TODAY = date(2026, 11, 30)


def texts(question: str) -> list[str]:
    return [part.text for part in parts_of(question, TODAY)]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "how much is a specialist on bronze and do they need a referral",
            ["how much is a specialist on bronze", "do they need a referral (specialist bronze)"],
        ),
        ("is it a bill? do i pay it", ["is it a bill", "do i pay it (bill)"]),
        (
            "when does her access end, and by whom is it cut",
            ["when does her access end", "by whom is it cut (access end)"],
        ),
        (
            "Wie hoch ist die Zuzahlung und brauche ich eine Überweisung?",
            [],
        ),
        (
            "Wie hoch ist die Zuzahlung und wann muss ich zahlen?",
            ["Wie hoch ist die Zuzahlung", "wann muss ich zahlen (hoch Zuzahlung)"],
        ),
    ],
)
def test_a_second_question_is_a_part_that_keeps_the_subject(
    question: str, parts: list[str]
) -> None:
    assert texts(question) == parts


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("what do NA1 and NA2 mean", ["NA1", "NA2"]),
        ("er copay on silver or gold?", ["silver", "gold"]),
        ("difference between silver and gold deductible", ["silver", "gold"]),
        ("deductible on gold 2026 and 2027", ["2026", "2027"]),
    ],
)
def test_what_is_compared_is_a_part_each_with_its_label(question: str, labels: list[str]) -> None:
    parts = parts_of(question, TODAY)

    assert [part.label for part in parts] == labels
    assert [label in part.text for part, label in zip(parts, labels, strict=True)] == [True, True]


def test_two_days_give_each_part_its_own() -> None:
    assert parts_of("specialist copay today and from january 1st 2027?", TODAY) == (
        QuestionPart("specialist copay ? (today)", "today", "today", TODAY),
        QuestionPart(
            "specialist copay ? (january 1st 2027)",
            "january 1st 2027",
            "january 1st 2027",
            date(2027, 1, 1),
        ),
    )


@pytest.mark.parametrize(
    "question",
    [
        "terms and conditions of the plan",
        "can a husband and wife share one account?",
        "member got married sept 12, can she still put her husband on?",
        "if he quits and moves away, what happens to his plan",
        "what is covered between 2019 and today's law",
        "form A1 and claim B-77",
        "difference between silver and gold for 2026",
        "she paid in march and wants to know what is open",
        "do you sell pet insurance",
    ],
)
def test_a_question_that_asks_once_has_no_parts(question: str) -> None:
    assert parts_of(question, TODAY) == ()
