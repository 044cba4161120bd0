"""Turns as rows: answers with all their parts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import update

from app.database.conversations import ConversationStore
from app.database.engine import Database
from app.database.schema import TURNS
from app.database.threads import TurnState
from app.domain.answers import NamedDay
from app.domain.conversations import Conversation, Turn
from tests.app.database.test_conversations import last_turn
from tests.app.desks import SPOUSE, answer_of, assistant


def test_an_answer_comes_back_with_all_its_parts(store: ConversationStore, tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)
    thread = store.start("demo")

    store.finish(store.ask(thread.id, SPOUSE), answer)

    turn = last_turn(store, thread.id)
    assert turn.answer == answer
    assert turn.state is TurnState.FINISHED
    assert store.conversation(thread.id) == Conversation((Turn(SPOUSE, answer.text),))


def test_the_day_that_a_question_named_comes_back(store: ConversationStore, tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "grace period for a late premium in 2027?")
    thread = store.start("demo")

    store.finish(store.ask(thread.id, SPOUSE), answer)

    kept = last_turn(store, thread.id).answer
    assert kept is not None
    assert kept.found.named == NamedDay(date(2027, 1, 1), "2027")
    assert kept.notices == answer.notices


def test_an_answer_of_another_release_is_shown_as_text(
    store: ConversationStore, database: Database, tmp_path: Path
) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)
    thread = store.start("demo")
    turn = store.ask(thread.id, SPOUSE)
    store.finish(turn, answer)

    database.run(update(TURNS).values(answer='{"text": "old"}'))

    assert last_turn(store, thread.id).answer is None
    assert last_turn(store, thread.id).text == answer.text
