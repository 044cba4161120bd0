"""The page's states, drawn by Streamlit without a browser."""

from __future__ import annotations

import json
from datetime import date
from html import escape

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Html, UnknownElement

from app.database.conversations import ConversationStore
from app.domain.replies import AnsweringAssistant
from app.i18n import texts
from app.service.chat import ChatService
from knowledge.domain.errors import KnowledgeBaseMismatch, StoreUnavailable
from tests.app.ui.chat.conftest import NAMES, OpenPage
from tests.scripted_assistant import BAND, SPOUSE, ScriptedAssistant


def html(page: AppTest) -> str:
    """Return all that the page drew as HTML, answers included."""
    drawn = [element.proto.body for element in page.get("html") if isinstance(element, Html)]
    mounted = [e.proto for e in page.get("bidi_component") if isinstance(e, UnknownElement)]
    data = [json.loads(proto.json) for proto in mounted if proto.json]
    parts = [str(each.get(part, "")) for each in data for part in ("html", "body", "bar")]
    return "\n".join([*drawn, *parts])


def test_the_first_screen_welcomes_and_offers_questions(open_page: OpenPage) -> None:
    page = open_page()

    labels = [button.label for button in page.button]
    assert texts.WELCOME in html(page)
    assert "How long do I have to appeal a denied claim?" in labels
    assert not page.exception


def test_how_an_answer_is_read_is_open_until_the_first_question(open_page: OpenPage) -> None:
    page = open_page()
    before = html(page)

    page.chat_input[0].set_value(SPOUSE).run()
    next(b for b in page.button if b.label == texts.NEW_CONVERSATION).click().run()

    assert '<details class="cw-guide" open>' in before
    assert '<details class="cw-guide">' in html(page)


def test_a_thing_to_try_sets_its_day_and_asks(
    open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    page = open_page()

    page.button(key="try_another day").click().run()

    _, question, request = assistant.asked[-1]
    assert question == "How much do I pay for urgent care on Silver?"
    assert request.as_of == date(2027, 1, 15)


def test_another_knowledge_base_gets_no_sample_questions(open_page: OpenPage) -> None:
    page = open_page()

    page.selectbox(key="knowledge_base").select("benefits").run()

    assert "\u201cbenefits\u201d" in html(page)
    assert [button.label for button in page.button] == [texts.NEW_CONVERSATION]


def test_an_answer_stands_below_its_question_with_its_sources(open_page: OpenPage) -> None:
    page = open_page()

    page.chat_input[0].set_value(SPOUSE).run()

    drawn = html(page)
    assert f"<p>{SPOUSE}</p>" in drawn
    assert 'data-open="1"' in drawn
    assert texts.EXTRACTIVE in drawn
    assert page.expander[0].label == texts.SEARCHED


def test_a_clicked_sample_question_is_asked(
    open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    page = open_page()

    next(b for b in page.button if b.label.startswith("How long")).click().run()

    assert [question for _, question, _ in assistant.asked] == [
        "How long do I have to appeal a denied claim?"
    ]


def test_a_follow_up_carries_the_conversation(
    open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    page = open_page()
    page.chat_input[0].set_value(SPOUSE).run()

    page.chat_input[0].set_value("how long do i have?").run()

    conversation, question, request = assistant.asked[-1]
    assert question == "how long do i have?"
    assert [turn.question for turn in conversation.turns] == [SPOUSE]
    assert request.groups == ("staff",)


def test_the_chosen_day_goes_into_the_search(
    open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    page = open_page()
    page.date_input[0].set_value(date(2027, 2, 1)).run()

    page.chat_input[0].set_value(SPOUSE).run()

    assert assistant.asked[-1][2].as_of == date(2027, 2, 1)


def test_a_refusal_names_the_nearest_documents(open_page: OpenPage) -> None:
    page = open_page()

    page.chat_input[0].set_value(BAND).run()

    drawn = html(page)
    assert texts.REFUSED in drawn
    assert "enrollment/life-events.md" in drawn


def test_an_error_is_one_line_that_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page()

    page.chat_input[0].set_value("fail").run()

    assert "The model at http://x is silent. Start it, or ask again." in html(page)
    assert not page.exception


def test_an_unforeseen_error_shows_neither_trace_nor_detail(open_page: OpenPage) -> None:
    page = open_page()

    page.chat_input[0].set_value("break").run()

    drawn = html(page)
    assert texts.UNEXPECTED in drawn
    assert "secret detail" not in drawn
    assert not page.exception


def test_without_a_knowledge_base_the_page_says_how_to_fill_one(open_page: OpenPage) -> None:
    page = open_page(names=list)

    assert texts.NO_KNOWLEDGE_BASE in html(page)
    assert not page.chat_input


def test_a_store_that_is_down_is_one_line(open_page: OpenPage) -> None:
    def down() -> list[str]:
        raise StoreUnavailable("No store answers at http://q:6333. Start it, then reload.")

    page = open_page(names=down)

    assert "No store answers at http://q:6333. Start it, then reload." in html(page)
    assert not page.exception


def test_a_knowledge_base_of_another_model_is_told_when_asked(open_page: OpenPage) -> None:
    def refuse(_: str) -> AnsweringAssistant:
        raise KnowledgeBaseMismatch("Filled with A, but B is configured. Set X.")

    page = open_page(build=refuse)

    page.chat_input[0].set_value(SPOUSE).run()

    assert "Filled with A, but B is configured. Set X." in html(page)


class Outage:
    """A store that can go away and come back, as the lists and answers of a desk meet it."""

    def __init__(self, assistant: ScriptedAssistant) -> None:
        self.away = False
        self._assistant = assistant

    def names(self) -> list[str]:
        self._refuse()
        return NAMES

    def build(self, _name: str) -> AnsweringAssistant:
        self._refuse()
        return self._assistant

    def _refuse(self) -> None:
        if self.away:
            raise StoreUnavailable("No store answers at http://q:6333.")


def test_what_was_said_stays_in_sight_while_the_store_is_away(
    open_page: OpenPage, assistant: ScriptedAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    outage = Outage(assistant)
    page = open_page(names=outage.names, build=outage.build)
    page.chat_input[0].set_value(SPOUSE).run()
    outage.away = True

    page.run()

    drawn = html(page)
    assert f"<p>{SPOUSE}</p>" in drawn
    assert 'data-open="1"' in drawn
    assert escape(texts.STORE_AWAY) in drawn
    assert len(page.chat_input) == 1
    assert [r.message for r in caplog.records if r.name == "app.service.chat"] == [
        "The store is away: No store answers at http://q:6333."
    ]


def test_a_question_that_meets_an_outage_is_kept_and_can_be_tried_again(
    open_page: OpenPage, assistant: ScriptedAssistant, store: ConversationStore
) -> None:
    outage = Outage(assistant)
    outage.away = True
    page = open_page(names=outage.names, build=outage.build)

    page.chat_input[0].set_value(SPOUSE).run()

    drawn = html(page)
    assert f"<p>{SPOUSE}</p>" in drawn
    assert texts.TRY_AGAIN in drawn
    assert [thread.title for thread in store.threads()] == [SPOUSE]


def test_the_page_is_whole_again_once_the_store_is_back(
    open_page: OpenPage, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.widgets.LOOK_AGAIN_SECONDS", 0.0)
    outage = Outage(assistant)
    outage.away = True
    page = open_page(names=outage.names, build=outage.build)
    outage.away = False

    page.run()

    drawn = html(page)
    assert escape(texts.STORE_AWAY) not in drawn
    assert page.selectbox(key="knowledge_base").options == NAMES


def test_wrong_settings_are_named(monkeypatch: pytest.MonkeyPatch, open_page: OpenPage) -> None:
    monkeypatch.setenv("CITEWELL_CHAT_PORT", "many")

    page = open_page()

    assert "CITEWELL_CHAT_PORT" in html(page)
    assert not page.exception


def test_a_variable_that_is_no_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage
) -> None:
    monkeypatch.setenv("CITEWELL_RERANKR", "none")

    page = open_page()

    assert "did you mean CITEWELL_RERANKER?" in html(page)
    assert not page.exception


def test_a_reload_finds_the_conversation_again(
    open_page: OpenPage, store: ConversationStore
) -> None:
    open_page().chat_input[0].set_value(SPOUSE).run()

    page = open_page(conversation=store.threads()[0].id)

    assert f"<p>{SPOUSE}</p>" in html(page)
    assert 'data-open="1"' in html(page)


def test_a_stopped_answer_is_kept_and_marked(open_page: OpenPage, store: ConversationStore) -> None:
    thread = store.start("demo")
    store.cut_off(store.ask(thread.id, SPOUSE), "You have 60")

    page = open_page(conversation=thread.id)

    drawn = html(page)
    assert "You have 60" in drawn
    assert texts.STOPPED in drawn


def test_a_stop_before_the_first_word_is_told_apart(
    open_page: OpenPage, store: ConversationStore
) -> None:
    thread = store.start("demo")
    store.cut_off(store.ask(thread.id, SPOUSE), "")

    page = open_page(conversation=thread.id)

    assert texts.STOPPED_EMPTY in html(page)


def test_an_answer_that_the_server_took_down_with_it_is_kept_and_marked(
    open_page: OpenPage, store: ConversationStore
) -> None:
    thread = store.start("demo")
    store.keep_partial(store.ask(thread.id, SPOUSE), "You have 60")

    page = open_page(conversation=thread.id)

    drawn = html(page)
    assert "You have 60" in drawn
    assert "cut off" in drawn


def test_a_question_in_a_deleted_conversation_says_that_it_is_gone(
    open_page: OpenPage, store: ConversationStore
) -> None:
    page = open_page()
    page.chat_input[0].set_value(SPOUSE).run()
    store.delete(store.threads()[0].id)

    page.chat_input[0].set_value(SPOUSE).run()

    assert texts.CONVERSATION_GONE in html(page)


def test_after_an_answer_that_was_there_at_once_the_page_is_drawn_for_a_follow_up(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = ChatService.ask

    def answered_at_once(service: ChatService, *given: str, **options: object) -> str:
        conversation: str = ask(service, *given, **options)  # type: ignore[arg-type]
        reply = service.running(conversation)
        assert reply is None or reply.wait(30)
        return conversation

    monkeypatch.setattr(ChatService, "ask", answered_at_once)

    page = open_page()
    page.chat_input[0].set_value(SPOUSE).run()

    assert page.chat_input[0].placeholder == texts.INPUT_FOLLOW_UP
