"""An answer that is being written comes before everything that stands on the page already."""

from __future__ import annotations

from app.ui.chat.running import follow
from tests.app.service.test_running_replies import Notebook, start
from tests.scripted_assistant import SPOUSE, scripted


def test_a_quick_answer_does_not_wait_for_the_turns_above() -> None:
    filled: list[str] = []
    reply = start(scripted(), SPOUSE, Notebook())
    reply.wait(30)

    follow(reply, opened=lambda: True, fill_in=lambda: filled.append("older turns"))

    assert filled == []


def test_a_long_answer_has_them_drawn_meanwhile_and_once() -> None:
    filled: list[str] = []
    assistant = scripted()
    assistant.hold.clear()
    reply = start(assistant, SPOUSE, Notebook())

    def fill_in() -> None:
        filled.append("older turns")
        assistant.hold.set()

    follow(reply, opened=lambda: True, fill_in=fill_in)

    assert filled == ["older turns"]
    assert reply.progress.over
