from __future__ import annotations

from pathlib import Path

from tests.app.desks import COPAYS, EVENTS, GRACE, answer_of, assistant


def test_two_questions_in_one_line_are_both_answered(tmp_path: Path) -> None:
    answer = answer_of(
        assistant(tmp_path),
        "how long is the grace period for a late premium and how many days to enroll a spouse",
    )

    assert {c.passage.document_key for c in answer.citations} >= {
        GRACE.document_key,
        EVENTS.document_key,
    }
    assert [len(part.found.hits) > 0 for part in answer.found.parts] == [True, True]


def test_what_is_compared_stands_below_its_name(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "office visit copay on silver or gold?")

    silver, gold = answer.text.split("#### gold")
    assert silver.startswith("#### silver\n\n| Plan |")
    assert ("| Silver | $30 [1] |" in silver, "| Gold | $20" in silver) == (True, False)
    assert ("| Gold | $20 [1] |" in gold, "| Silver | $30" in gold) == (True, False)
    assert all(c.passage == COPAYS for c in answer.citations)
    assert not [s for s in answer.sentences if s.text in {"silver", "gold"}]


def test_a_part_without_an_answer_is_named(tmp_path: Path) -> None:
    answer = answer_of(
        assistant(tmp_path),
        "how long is the grace period for a late premium and who sells pink zeppelins over munich",
    )

    assert not answer.refused
    assert "Not in the documents: “who sells pink zeppelins over munich”." in answer.found.notes
