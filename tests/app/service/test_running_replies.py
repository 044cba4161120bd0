"""Replies that go on while the page comes and goes, and that stop only when told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.answers import Answer
from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest, ReplyEvent, Written
from app.i18n import texts
from app.records.conversations import ReplyStore
from app.service.running_replies import RunningReplies, RunningReply
from tests.scripted_assistant import SPOUSE, ScriptedAssistant, answered, scripted

REQUEST = AnswerRequest(groups=("staff",))


@dataclass
class Notebook:
    """Writes down what a reply keeps, in order."""

    lines: list[tuple[str, ...]] = field(default_factory=list)

    def reply_store(self) -> ReplyStore:
        return ReplyStore(
            partial=lambda text: self.lines.append(("partial", text)),
            finished=lambda answer: self.lines.append(("finished", answer.text)),
            cut_off=lambda text, error: self.lines.append(("cut off", text, error)),
        )


def start(assistant: ScriptedAssistant, question: str, notebook: Notebook) -> RunningReply:
    return RunningReply(
        lambda: assistant.reply(Conversation(), question, REQUEST), notebook.reply_store()
    )


def wait_for_text(reply: RunningReply) -> None:
    deadline = threading.Event()
    while not reply.progress.text:
        assert not deadline.wait(0.01)


def test_a_finished_answer_is_kept_before_it_is_told() -> None:
    notebook = Notebook()
    kept_when_told: list[tuple[str, ...]] = []
    reply = start(scripted(), SPOUSE, notebook)

    reply.wait(30)
    kept_when_told += notebook.lines

    assert reply.progress.answer == answered(SPOUSE)
    assert kept_when_told == [("finished", answered(SPOUSE).text)]


def test_a_stop_takes_effect_at_once_though_the_model_is_silent() -> None:
    notebook, assistant = Notebook(), scripted()
    assistant.hold.clear()
    reply = start(assistant, SPOUSE, notebook)
    wait_for_text(reply)

    reply.stop()

    assert reply.progress.over
    assert reply.progress.stopped
    assert notebook.lines == [("cut off", "Yes, ", "")]


def test_after_a_stop_nothing_more_is_taken_and_the_generation_is_closed() -> None:
    notebook, assistant = Notebook(), scripted()
    assistant.hold.clear()
    # Held here, so that nothing but closing it ends it.
    events = assistant.reply(Conversation(), SPOUSE, REQUEST)
    reply = RunningReply(lambda: events, notebook.reply_store())
    wait_for_text(reply)
    reply.stop()

    assistant.hold.set()

    assert assistant.closed.wait(30)
    assert reply.progress.text == "Yes, "
    assert notebook.lines == [("cut off", "Yes, ", "")]


def test_an_error_that_can_be_explained_is_told_in_its_own_words() -> None:
    notebook = Notebook()

    reply = start(scripted(), "fail", notebook)
    reply.wait(30)

    message = "The model at http://x is silent. Start it, or ask again."
    assert reply.progress.error == message
    assert notebook.lines == [("cut off", "", message)]


def test_an_error_that_cannot_be_explained_tells_no_details() -> None:
    notebook = Notebook()

    reply = start(scripted(), "break", notebook)
    reply.wait(30)

    assert notebook.lines == [("cut off", "", texts.UNEXPECTED)]


def test_the_first_words_are_news_long_before_the_answer_is_over() -> None:
    assistant = scripted()
    assistant.hold.clear()
    reply = start(assistant, SPOUSE, Notebook())

    wait_for_text(reply)
    over = reply.wait_for_news(60)

    assert not over
    assistant.hold.set()
    assert reply.wait(30)
    assert reply.wait_for_news(60)


def test_a_reply_that_ends_without_an_answer_is_an_error() -> None:
    def events() -> Iterator[ReplyEvent]:
        yield Written("Half of ")

    notebook = Notebook()

    reply = RunningReply(events, notebook.reply_store())
    reply.wait(30)

    assert notebook.lines == [("cut off", "Half of ", texts.UNEXPECTED)]


def test_an_answer_that_cannot_be_kept_is_not_shown_as_kept() -> None:
    def full(_: Answer) -> None:
        raise OSError("disk full")

    reply_store = ReplyStore(
        partial=lambda _: None, finished=full, cut_off=lambda _text, _error: None
    )

    reply = RunningReply(lambda: scripted().reply(Conversation(), SPOUSE, REQUEST), reply_store)
    reply.wait(30)

    assert reply.progress.answer is None
    assert reply.progress.error == texts.UNEXPECTED


def test_a_new_question_stops_the_reply_before_it() -> None:
    notebook, assistant, replies = Notebook(), scripted(), RunningReplies()
    assistant.hold.clear()
    first = replies.start(
        "c1", lambda: assistant.reply(Conversation(), SPOUSE, REQUEST), notebook.reply_store()
    )

    second = replies.start(
        "c1", lambda: assistant.reply(Conversation(), SPOUSE, REQUEST), notebook.reply_store()
    )

    assert first.progress.stopped
    assert replies.of("c1") is second
    assistant.hold.set()
    assert second.wait(30)


def test_a_reply_is_found_by_its_conversation_only_while_it_runs() -> None:
    assistant, replies = scripted(), RunningReplies()
    assistant.hold.clear()
    reply = replies.start(
        "c1", lambda: assistant.reply(Conversation(), SPOUSE, REQUEST), Notebook().reply_store()
    )
    running = replies.of("c1")

    assistant.hold.set()
    reply.wait(30)

    assert running is reply
    assert replies.of("c1") is None
    assert replies.of("c2") is None
