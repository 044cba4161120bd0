"""The same job with a language model: streamed, stopped, reloaded in the middle, failing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.i18n import texts
from tests.browser.chatting import Chat, wait_until_drawn
from tests.browser.conftest import OpenChat, served
from tests.browser.test_main_job import FOLLOW_UP, LIFE_EVENTS, SPOUSE, WORLD_CUP
from tests.llm_stub import LlmStub, Mode, llm_stub

YES = (
    "Yes, a subscriber may add a spouse to existing coverage after the open enrollment period has "
    "ended [1]. The Plan must receive a completed Life Event Enrollment Request within 60 days of "
    "the date of the event [1]."
)
REWRITE = "How many days to add a spouse after open enrollment ended?"
# The server keeps its rewrites, also from test to test: asked in two tests after the same answer,
# a follow-up would be rewritten in the first only, and the second's script be off by one.
PARTNER = "Can I add a domestic partner as well?"
DAYS = "You have 60 days from the date of the event [1]."


@pytest.fixture(scope="module")
def stub() -> Iterator[LlmStub]:
    with llm_stub() as running:
        yield running


def using(stub: LlmStub) -> dict[str, str]:
    """Return the settings that make the stub the language model."""
    named = {"CITEWELL_LLM_MODEL": "stub", "CITEWELL_LLM_BASE_URL": stub.url}
    return {**named, "CITEWELL_LLM_API_KEY": "test"}


@pytest.fixture(scope="module")
def url(stub: LlmStub, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(sample, using(stub), tmp_path_factory.mktemp("log") / "llm.log") as address:
        yield address


@pytest.fixture
def chat(open_chat: OpenChat, url: str, stub: LlmStub) -> Chat:
    stub.mode = Mode.NORMAL
    opened = open_chat(url)
    opened.wait_for_first_screen()
    # Streamlit shows no stop button for a question that is sent while the page is still drawn.
    opened.settle()
    return opened


def test_a_language_model_answers_follows_up_and_is_not_asked_beyond_the_documents(
    chat: Chat, stub: LlmStub
) -> None:
    stub.answers = [YES, REWRITE, DAYS, WORLD_CUP]

    first = chat.ask(SPOUSE)
    second = chat.ask(FOLLOW_UP)
    third = chat.ask(WORLD_CUP)

    assert chat.source_titles(first)[0] == LIFE_EVENTS
    assert chat.source_titles(second)[0] == LIFE_EVENTS
    expect(second.locator(".cw-text")).to_contain_text("You have 60 days")
    expect(third).to_contain_text(texts.REFUSED)
    expect(chat.page.get_by_text(texts.EXTRACTIVE)).to_have_count(0)


def test_an_answer_appears_while_it_is_written(chat: Chat, stub: LlmStub) -> None:
    stub.answers, stub.mode, stub.pause_seconds = [YES], Mode.DRIPPING, 0.15
    chat.type_question(SPOUSE)

    expect(chat.running).to_contain_text("Yes, a subscriber")

    assert "date of the event" not in chat.running.inner_text()
    expect(chat.answers).to_have_count(1)
    expect(chat.answers.first).to_contain_text("date of the event")


def test_the_stop_button_keeps_and_marks_what_was_written(chat: Chat, stub: LlmStub) -> None:
    stub.answers, stub.mode, stub.pause_seconds = [YES], Mode.DRIPPING, 0.5
    chat.type_question(SPOUSE)
    expect(chat.running).to_contain_text("Yes, a subscriber")

    chat.page.get_by_test_id("stChatInputStopButton").click()

    expect(chat.page.get_by_text(texts.STOPPED)).to_be_visible()
    chat.reload()
    expect(chat.page.get_by_text("Yes, a subscriber")).to_be_visible()
    expect(chat.page.get_by_text(texts.STOPPED)).to_be_visible()
    expect(chat.answers).to_have_count(0)


def test_after_a_stop_the_conversation_goes_on(chat: Chat, stub: LlmStub) -> None:
    stub.answers, stub.mode, stub.pause_seconds = [YES], Mode.DRIPPING, 0.5
    chat.type_question(SPOUSE)
    expect(chat.running).to_contain_text("Yes, a subscriber")
    chat.page.get_by_test_id("stChatInputStopButton").click()
    expect(chat.page.get_by_text(texts.STOPPED)).to_be_visible()
    stub.mode = Mode.NORMAL

    answer = chat.ask(SPOUSE)

    expect(answer).to_contain_text("date of the event")
    expect(chat.questions).to_have_count(2)


def test_a_stop_leaves_the_older_turns_on_the_page(chat: Chat, stub: LlmStub) -> None:
    stub.answers = [YES, REWRITE, DAYS, YES, YES]
    chat.ask(SPOUSE)
    chat.ask(PARTNER)
    chat.settle()
    stub.mode, stub.pause_seconds = Mode.DRIPPING, 0.5
    chat.type_question(SPOUSE)
    expect(chat.running).to_be_visible()
    chat.page.wait_for_timeout(1500)

    chat.page.get_by_test_id("stChatInputStopButton").click()

    wait_until_drawn(chat.page)
    expect(chat.answers).to_have_count(2)
    expect(chat.questions).to_have_count(3)
    chat.answers.first.locator(".cw-text .cw-marker").first.click()
    expect(chat.source).to_be_visible()


def test_a_reload_in_the_middle_loses_nothing(chat: Chat, stub: LlmStub) -> None:
    stub.answers, stub.mode, stub.pause_seconds = [YES], Mode.DRIPPING, 0.15
    chat.type_question(SPOUSE)
    expect(chat.running).to_contain_text("Yes, a subscriber")

    chat.reload()

    expect(chat.answers).to_have_count(1)
    expect(chat.answers.first).to_contain_text("date of the event")


def test_a_killed_server_leaves_the_partial_answer_marked(
    open_chat: OpenChat, sample: Path, stub: LlmStub, tmp_path: Path
) -> None:
    stub.answers, stub.mode, stub.pause_seconds = [YES], Mode.DRIPPING, 0.25
    with served(sample, using(stub), tmp_path / "killed.log") as address:
        killed = open_chat(address)
        killed.wait_for_first_screen()
        killed.type_question(SPOUSE)
        expect(killed.running).to_contain_text("spouse to existing")
        killed.page.wait_for_timeout(3000)  # what is shown is written down now and then
        conversation = urlsplit(killed.page.url).query

    with served(sample, using(stub), tmp_path / "again.log") as address:
        again = open_chat(f"{address}/?{conversation}")

        expect(again.page.get_by_text("Yes, a subscriber")).to_be_visible()
        expect(again.page.get_by_text("cut off")).to_be_visible()
        expect(again.questions).to_have_text([SPOUSE])


def test_opening_an_earlier_source_does_not_disturb_the_answer(chat: Chat, stub: LlmStub) -> None:
    stub.answers = [YES, REWRITE, YES]
    first = chat.ask(SPOUSE)
    stub.mode, stub.pause_seconds = Mode.DRIPPING, 0.15
    chat.type_question(SPOUSE)
    expect(chat.running).to_contain_text("Yes, a subscriber")

    chat.open_first_source(first)

    expect(chat.answers).to_have_count(2)
    expect(chat.answers.nth(1)).to_contain_text("date of the event")


def test_rating_an_earlier_answer_does_not_disturb_the_answer(chat: Chat, stub: LlmStub) -> None:
    stub.answers = [YES, REWRITE, YES]
    chat.ask(SPOUSE)
    stub.mode, stub.pause_seconds = Mode.DRIPPING, 0.15
    chat.type_question(PARTNER)
    expect(chat.running).to_contain_text("Yes, a subscriber")

    good = chat.page.get_by_role("button", name=texts.GOOD_ANSWER).first
    good.click()

    expect(chat.answers).to_have_count(2)
    expect(chat.answers.nth(1)).to_contain_text("date of the event")
    chat.reload()
    expect(good).to_have_attribute("aria-pressed", "true")


def test_a_model_that_is_down_is_told_and_the_documents_are_quoted(
    chat: Chat, stub: LlmStub
) -> None:
    stub.mode = Mode.ERROR

    answer = chat.ask(SPOUSE)

    assert LIFE_EVENTS in chat.source_titles(answer)
    expect(chat.page.locator(".cw-notice").first).to_be_visible()


def test_what_a_hostile_model_writes_stays_text(chat: Chat, stub: LlmStub) -> None:
    pixel = "![x](https://evil.example/p.png)"
    stub.answers = [f"Yes, within 60 days {pixel} <img src=https://evil.example/q.png> [1]."]

    answer = chat.ask(SPOUSE)

    expect(answer).to_contain_text("Yes, within 60 days")
    assert answer.locator("img, a, script").count() == 0
    assert chat.left_the_machine == []
