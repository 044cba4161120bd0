"""The search changed by hand on the page, drawn by Streamlit without a browser."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from app.i18n import texts
from tests.app.ui.chat.conftest import OpenPage
from tests.scripted_assistant import LIFE_EVENTS, SPOUSE, ScriptedAssistant


def edited(open_page: OpenPage) -> AppTest:
    page = open_page()
    page.chat_input[0].set_value(SPOUSE).run()
    return page.button(key="edit_search_0").click().run()


def answer_again(page: AppTest) -> None:
    wanted = next(each for each in page.button if each.label == texts.ANSWER_AGAIN)
    wanted.click().run()


def test_the_search_of_an_answer_is_offered_to_be_changed(open_page: OpenPage) -> None:
    page = edited(open_page)

    assert page.text_area[0].value == SPOUSE
    assert [box.value for box in page.checkbox] == [True, True]
    assert not page.exception


def test_what_was_changed_is_asked_again_and_marked(
    open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    page = edited(open_page)
    page.text_area[0].set_value("marriage\nspouse")
    page.checkbox[0].uncheck()
    day = next(each for each in page.date_input if each.label == texts.AS_OF)
    day.set_value(date(2027, 1, 2))

    answer_again(page)

    _, question, request = assistant.asked[-1]
    assert (question, request.search_texts, request.edited) == (
        SPOUSE,
        ("marriage", "spouse"),
        True,
    )
    assert (request.without_passages, request.as_of) == ((LIFE_EVENTS.id,), date(2027, 1, 2))
    assert len(assistant.asked) == 2
    assert not page.text_area


def test_a_search_that_is_closed_unchanged_asks_nothing(
    open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    page = edited(open_page)

    page.button(key="close_source").click().run()

    assert len(assistant.asked) == 1
    assert not page.text_area
