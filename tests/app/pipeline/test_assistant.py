from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.answers import Answerer, Outcome, Support
from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest, Finished, Searched, Written
from tests.app.desks import (
    COPAYS,
    EVENTS,
    GRACE,
    PAPERS,
    SPOUSE,
    STAFF,
    TODAY,
    answer_of,
    assistant,
    events_of,
    searched,
    written,
)
from tests.builders import passage


def test_a_question_is_answered_with_cited_sentences_of_the_passage(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "how many days to enroll a spouse after marriage?")

    assert answer.answerer is Answerer.EXTRACTIVE
    assert answer.text.startswith("A member may enroll a spouse within 60 days of marriage [1].")
    assert answer.citations[0].passage == EVENTS
    assert answer.citations[0].quote in EVENTS.text
    assert {s.support for s in answer.sentences} == {Support.SUPPORTED}


def test_a_reply_is_searched_written_and_finished_in_this_order(tmp_path: Path) -> None:
    events = events_of(assistant(tmp_path), "grace period for a late premium")

    assert isinstance(events[0], Searched)
    assert {type(e) for e in events[1:-1]} == {Written}
    assert isinstance(events[-1], Finished)
    assert written(events) == events[-1].answer.text


def test_a_follow_up_is_answered_from_the_section_of_the_question_before(tmp_path: Path) -> None:
    desk = assistant(tmp_path)
    talk = Conversation().with_turn(SPOUSE, answer_of(desk, SPOUSE).text)

    followed = answer_of(desk, "how many days do i have for that?", talk)

    assert not followed.refused
    assert followed.citations[0].passage == EVENTS


@pytest.mark.parametrize("talk", [Conversation(), Conversation().with_turn(SPOUSE, "Yes [1].")])
def test_what_the_documents_do_not_carry_is_refused(tmp_path: Path, talk: Conversation) -> None:
    answer = answer_of(assistant(tmp_path), "who won the football world cup final?", talk)

    assert answer.refused
    assert answer.answerer is Answerer.REFUSAL
    assert answer.text == "I answer only from these documents, and they do not deal with this."
    assert answer.citations == ()
    assert len(answer.nearest) == 3


def test_a_misspelt_word_is_answered_as_meant_and_told(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "how many days to enroll a spouse after mariage?")

    assert answer.citations[0].passage == EVENTS
    assert answer.found.notes == (
        "No document has “mariage”; “marriage” was searched for instead.",
    )
    assert "marriage" in answer.found.query.legs[0].parts[0][0]


def test_what_a_reader_wrote_into_the_search_is_searched_as_it_stands(tmp_path: Path) -> None:
    request = replace(STAFF, search_texts=("enroll after mariage",), edited=True)

    found = assistant(tmp_path).find(Conversation(), "enroll a spouse after mariage", request)

    assert found.notes == ()


def test_an_empty_knowledge_base_refuses_plainly(tmp_path: Path) -> None:
    desk = assistant(tmp_path, documents=[replace(GRACE, groups=("board",))])

    assert answer_of(desk, "grace period").text == (
        "That is not in the documents. "
        "None of the documents that you can search was in force on 20 Nov 2026."
    )


def test_a_table_row_is_quoted_under_its_header(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "silver office visit copay")

    assert answer.text.startswith("| Plan | Office visit copay |\n|---|---|\n| Silver | $30 [1] |")
    assert answer.sentences[0].text == "Silver | $30"
    assert answer.sentences[0].text in COPAYS.text


def test_a_list_is_quoted_whole_with_its_lead_in(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "which papers to bring for a spouse")

    assert answer.text.startswith(
        "Bring one of these papers for a spouse:\n\n"
        "- a marriage certificate [1]\n- a joint tax return [1]"
    )
    assert answer.citations[0].quote in PAPERS.text


def test_nothing_of_another_group_is_found_answered_or_named(tmp_path: Path) -> None:
    desk = assistant(tmp_path)

    events = events_of(desk, "what is the director's salary and spouse bonus?")

    assert "Executive salaries" not in searched(events)
    assert "400,000" not in repr(events)
    assert "Executive salaries" not in repr(events)


def test_a_member_of_the_group_gets_the_answer(tmp_path: Path) -> None:
    board = AnswerRequest(groups=("board", "staff"))

    answer = answer_of(assistant(tmp_path), "what is the director's salary?", request=board)

    assert "$400,000" in answer.text


def test_history_opens_no_door_to_another_group(tmp_path: Path) -> None:
    talk = Conversation().with_turn("director's salary", "The director's salary is $400,000 [1].")

    events = events_of(assistant(tmp_path), "and the spouse bonus?", talk)

    assert "Executive salaries" not in searched(events)


@pytest.mark.parametrize(
    ("day", "expected"), [(None, "45 days"), (date(2025, 5, 1), "31 days"), (TODAY, "45 days")]
)
def test_the_version_in_force_on_the_day_answers(
    tmp_path: Path, day: date | None, expected: str
) -> None:
    old = replace(GRACE, version="2025", effective_from=date(2025, 1, 1))
    new = passage(
        "The grace period for a late premium is 45 days. Coverage ends afterwards.",
        document_key="premiums.md",
        title="Premium payment",
        version="2026",
        effective_from=date(2026, 1, 1),
    )
    old = replace(old, document_id="0b7cf6a6-7c0b-4f0e-9f63-3f5c9a6b2a11")

    answer = answer_of(
        assistant(tmp_path, documents=[old, new]),
        "grace period for a late premium",
        request=replace(STAFF, as_of=day),
    )

    assert expected in answer.text


def test_a_day_on_which_no_document_was_in_force_is_told(tmp_path: Path) -> None:
    dated = replace(GRACE, effective_from=date(2026, 1, 1), facets={"plan": "gold"})
    desk = assistant(tmp_path, documents=[dated])
    before = replace(STAFF, as_of=date(2025, 12, 31))
    edited = replace(STAFF, without_passages=(dated.id,))

    def said(request: AnswerRequest) -> str:
        return answer_of(desk, "grace period for a late premium", request=request).text

    assert said(before) == (
        "That is not in the documents. "
        "None of the documents that you can search was in force on 31 Dec 2025."
    )
    assert said(replace(STAFF, facets={"plan": "silver"})) == (
        "That is not in the documents. "
        "None of the documents that match the caller details was in force on 20 Nov 2026."
    )
    assert said(edited) == "That is not in the documents."


def test_search_texts_of_the_reader_replace_the_question(tmp_path: Path) -> None:
    request = replace(STAFF, search_texts=("grace period late premium",))

    found = assistant(tmp_path).find(Conversation(), "spouse", request)

    assert found.hits[0].passage == GRACE


def test_passages_that_the_reader_takes_out_are_not_used(tmp_path: Path) -> None:
    request = replace(STAFF, without_passages=(EVENTS.id,))

    found = assistant(tmp_path).find(Conversation(), SPOUSE, request)

    assert EVENTS not in [hit.passage for hit in found.hits]


def test_the_stages_are_timed(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "grace period for a late premium")

    assert answer.milliseconds is not None
    assert set(answer.milliseconds) == {"rewrite", "embed", "search", "weigh", "write"}


def test_a_greeting_is_answered_in_a_line_without_a_search(tmp_path: Path) -> None:
    events = events_of(assistant(tmp_path), "good morning")

    assert [type(each) for each in events] == [Written, Finished]
    answer = answer_of(assistant(tmp_path), "good morning")
    assert answer.outcome is Outcome.SMALL_TALK
    assert (answer.text, answer.citations, answer.found.hits) == (
        "Hello. What can I look up for you?",
        (),
        (),
    )


def test_thanks_between_two_questions_do_not_lead_the_second_astray(tmp_path: Path) -> None:
    desk = assistant(tmp_path)
    talk = Conversation().with_turn(SPOUSE, "Yes.")
    thanked = talk.with_turn("thank you so much", "You're welcome.")

    assert desk.find(thanked, "by when?", STAFF).query == desk.find(talk, "by when?", STAFF).query
