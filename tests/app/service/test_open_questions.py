"""A lead answers what was sent: with sources that both may read, in the asker's conversation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.auth.visitor import Visitor
from app.database.feedback import Rating
from app.database.stored_text import DAWN
from app.domain.answers import Answer, Answerer, Outcome
from app.domain.person import Person
from app.i18n import curator_texts as words
from app.records.opening import Records, open_records
from app.records.quality import GapReason
from app.service.open_questions import OpenQuestion, OpenQuestions
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.settings.settings import Settings
from tests.scripted_assistant import BAND, LIFE_EVENTS, SPOUSE, answered, refused

BOARD = replace(LIFE_EVENTS, id="p9", groups=("board",), title="Board minutes")
UNTIL = date(2027, 6, 30)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with closing(open_records(Settings().database, tmp_path)) as opened:
        yield opened


def desk_of(
    records: Records, *groups: str, role: Role = Role.CURATOR, name: str = "eve"
) -> OpenQuestions:
    return OpenQuestions(records, Visitor.always(Person(name, role, groups or ("staff",))))


@pytest.fixture
def desk(records: Records) -> OpenQuestions:
    return desk_of(records)


def sent(records: Records, *said: Answer, note: str = "") -> int:
    """Ask in one conversation and send the last question; return its turn."""
    thread = records.conversations.start("hr", "ann")
    for answer in said:
        turn = records.conversations.ask(thread.id, answer.found.question)
        records.conversations.finish(turn, answer)
    records.escalations.send(turn, "ann", note)
    return turn


def only(desk: OpenQuestions) -> OpenQuestion:
    (question,) = desk.waiting("hr")
    return question


def stored(records: Records, turn: int) -> Answer:
    (thread,) = records.conversations.threads("ann")
    found = next(t.answer for t in records.conversations.turns(thread.id) if t.id == turn)
    assert found is not None
    return found


def test_the_whole_conversation_is_shown_without_who_it_is_about(
    records: Records, desk: OpenQuestions
) -> None:
    sent(records, answered(SPOUSE), refused(BAND), note="Caller's SSN is 536-22-8713.")

    question = only(desk)

    assert [said.question for said in question.said] == [SPOUSE, BAND]
    assert question.said[0].answer.startswith("Yes, a marriage counts")
    assert question.nearest[0] == LIFE_EVENTS
    assert "536-22-8713" not in question.note


def test_the_answer_stands_in_the_conversation_under_the_lead_s_name(
    records: Records, desk: OpenQuestions
) -> None:
    turn = sent(records, refused(BAND))

    desk.answer(only(desk), [LIFE_EVENTS], "A marriage is a qualifying life event.", until=UNTIL)

    answer = stored(records, turn)
    assert answer.text == "A marriage is a qualifying life event. [1]"
    assert (answer.outcome, answer.answerer) == (Outcome.ANSWERED, Answerer.PERSON)
    assert answer.citations[0].passage == LIFE_EVENTS
    assert answer.approval is not None
    assert (answer.approval.owner, answer.approval.until) == ("eve", UNTIL)
    assert desk.waiting("hr") == []
    assert records.approved.answers("hr") == []
    assert records.escalations.unseen("ann")


def test_it_can_answer_everybody_who_asks_the_same(records: Records, desk: OpenQuestions) -> None:
    sent(records, refused(BAND))

    desk.answer(only(desk), [LIFE_EVENTS], "A marriage is one [1].", until=UNTIL, also_for=BAND)

    (approved,) = records.approved.answers("hr")
    assert (approved.question, approved.owner, approved.expires_on) == (BAND, "eve", UNTIL)


def test_a_note_needs_no_source(records: Records, desk: OpenQuestions) -> None:
    turn = sent(records, refused(BAND))
    question = only(desk)

    desk.reply(question, " Ask the benefits team. ")

    kept = records.escalations.in_thread(question.escalation.thread_id)[turn]
    assert (kept.reply, kept.answered_by) == ("Ask the benefits team.", "eve")
    assert stored(records, turn) == refused(BAND)


@pytest.mark.parametrize("text", ["", "It is [3]."])
def test_what_names_no_source_is_refused_and_goes_on_waiting(
    records: Records, desk: OpenQuestions, text: str
) -> None:
    turn = sent(records, refused(BAND))

    with pytest.raises(InputError):
        desk.answer(only(desk), [LIFE_EVENTS], text)

    assert only(desk).escalation.turn_id == turn
    assert stored(records, turn) == refused(BAND)


def test_a_source_that_the_asker_may_not_read_cannot_be_used(records: Records) -> None:
    turn, desk = sent(records, refused(BAND)), desk_of(records, "staff", "board")

    question = only(desk)

    assert desk.usable(question, [BOARD, LIFE_EVENTS]) == (LIFE_EVENTS,)
    with pytest.raises(InputError):
        desk.answer(question, [BOARD], "The board says so [1].")
    assert stored(records, turn) == refused(BAND)


def test_a_lead_sees_no_answer_from_documents_of_others(records: Records) -> None:
    sent(records, answered(SPOUSE), refused(BAND))

    question = only(desk_of(records, "claims"))

    assert [said.answer for said in question.said] == [words.ANSWER_NOT_YOURS] * 2
    assert question.nearest == ()


def test_only_the_first_lead_s_answer_counts(records: Records, desk: OpenQuestions) -> None:
    turn = sent(records, refused(BAND))
    question = only(desk)
    desk.reply(question, "Ask HR.")

    with pytest.raises(InputError, match=words.ANSWERED_MEANWHILE):
        desk_of(records, name="bob").answer(question, [LIFE_EVENTS], "A marriage is one [1].")

    assert stored(records, turn) == refused(BAND)


def test_nobody_but_a_curator_reads_or_answers(records: Records, desk: OpenQuestions) -> None:
    sent(records, refused(BAND))
    question, reader = only(desk), desk_of(records, role=Role.READER)

    with pytest.raises(NotPermitted):
        reader.waiting("hr")
    with pytest.raises(NotPermitted):
        reader.reply(question, "Yes.")


def test_what_nobody_sent_can_be_answered_too_and_names_nobody(
    records: Records, desk: OpenQuestions
) -> None:
    thread = records.conversations.start("hr", "ann")
    well = replace(answered(SPOUSE), sentences=answered(SPOUSE).sentences[:1])
    good, bad = (records.conversations.ask(thread.id, asked) for asked in (SPOUSE, BAND))
    for turn, answer in ((good, well), (bad, refused(BAND))):
        records.conversations.finish(turn, answer)

    (question,) = desk.missed("hr", DAWN)
    desk.answer(question, [LIFE_EVENTS], "A marriage is one [1].")

    assert (question.escalation.turn_id, question.why) == (bad, (GapReason.REFUSED,))
    assert [said.question for said in question.said] == [BAND]
    assert stored(records, bad).text == "A marriage is one [1]."
    assert stored(records, good) == well
    assert records.escalations.unseen("ann") == {thread.id}
    assert desk.missed("hr", DAWN) == []


def test_what_was_rated_down_comes_with_what_was_said_of_it(
    records: Records, desk: OpenQuestions
) -> None:
    thread = records.conversations.start("hr", "ann")
    turn = records.conversations.ask(thread.id, SPOUSE)
    records.conversations.finish(turn, replace(answered(SPOUSE), sentences=()))
    records.feedback.give(turn, "ann", Rating.DOWN, comment="For Gold?")

    (question,) = desk.missed("hr", DAWN)

    assert (question.why, question.note) == ((GapReason.RATED_DOWN,), "For Gold?")


def test_what_was_sent_or_asked_again_is_not_listed_twice(
    records: Records, desk: OpenQuestions
) -> None:
    sent(records, refused(BAND))
    thread = records.conversations.start("hr", "ann")
    records.conversations.finish(records.conversations.ask(thread.id, BAND), refused(BAND))
    again = records.conversations.replace_last(thread.id, SPOUSE)
    records.conversations.finish(again, replace(answered(SPOUSE), sentences=()))

    assert desk.missed("hr", DAWN) == []
