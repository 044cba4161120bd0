from __future__ import annotations

from pathlib import Path

from app.domain.answers import Outcome
from app.domain.conversations import Conversation
from tests.app.desks import DOCUMENTS, FEES, STAFF, answer_of, assistant


def test_a_code_that_no_passage_has_is_not_answered_by_another_ones_passage(
    tmp_path: Path,
) -> None:
    desk = assistant(tmp_path, documents=(*DOCUMENTS, FEES))

    other, there = answer_of(desk, "the fee for form F5"), answer_of(desk, "the fee for form f15")

    assert (other.outcome, other.found.missing) == (Outcome.NEAREST, ("F5",))
    assert other.text.startswith("The documents do not mention “F5”.")
    assert (there.outcome, there.found.missing) == (Outcome.ANSWERED, ())


def test_a_question_without_a_subject_is_asked_back_with_sections_to_choose(
    tmp_path: Path,
) -> None:
    answer = answer_of(assistant(tmp_path), "how much is it?")

    assert (answer.outcome, answer.refused) == (Outcome.ASKED_BACK, False)
    assert answer.text == "What do you mean? Choose one, or say it in more words."
    assert answer.citations == ()
    assert answer.choices[0].question == f"how much is it ({answer.choices[0].label})?"


def test_what_is_not_answered_names_the_word_that_no_passage_has(tmp_path: Path) -> None:
    desk = assistant(tmp_path)

    found = desk.find(Conversation(), "bitcoin bonus parade for a spouse", STAFF)

    assert not found.enough
    assert len(found.missing) == 1
    assert found.missing[0] in {"bitcoin", "parade"}
