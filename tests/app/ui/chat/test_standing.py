"""What need not be drawn again: the turns that the browser holds as they would be drawn now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from app.i18n.languages import Language, speaking
from app.records.conversations import Exchange
from app.ui.chat.standing import begin_run, note_drawn, standing_turns


def turns(*numbers: int) -> tuple[Exchange, ...]:
    return tuple(Exchange(question=f"Question {number}", turn=number) for number in numbers)


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(st, "session_state", {})
    with speaking(Language.ENGLISH):
        yield


def test_a_new_question_leaves_all_but_the_last_turn_as_it_was() -> None:
    note_drawn(turns(1, 2, 3))
    begin_run()

    # 3 was drawn as the last one, 4 is new.
    assert standing_turns(turns(1, 2, 3, 4)) == 2


def test_a_question_asked_again_in_other_words_leaves_what_is_above_it() -> None:
    note_drawn(turns(1, 2, 3))
    begin_run()

    assert standing_turns(turns(1, 2, 4)) == 1


def test_a_page_opened_anew_holds_nothing() -> None:
    begin_run()

    assert standing_turns(turns(1, 2, 3)) == 0


def test_what_another_page_took_away_does_not_stand() -> None:
    note_drawn(turns(1, 2, 3))
    begin_run()
    begin_run()

    assert standing_turns(turns(1, 2, 3, 4)) == 0


def test_another_conversation_does_not_stand() -> None:
    note_drawn(turns(1, 2, 3))
    begin_run()

    assert standing_turns(turns(11, 12, 13, 14)) == 0


def test_a_turn_that_was_drawn_as_the_last_does_not_stand_when_two_came_after_it() -> None:
    note_drawn(turns(1, 2))
    begin_run()

    # Asked twice in another tab: 2 still offers there what only the last one offers.
    assert standing_turns(turns(1, 2, 3, 4)) == 0


def test_turns_in_another_language_do_not_stand() -> None:
    note_drawn(turns(1, 2, 3))
    begin_run()

    with speaking(Language.GERMAN):
        assert standing_turns(turns(1, 2, 3, 4)) == 0
