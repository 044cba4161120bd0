"""The page in the reader's own language, drawn by Streamlit without a browser."""

from __future__ import annotations

import pytest

from app.i18n.languages import Language
from app.i18n.translations import de_texts, es_texts
from tests.app.ui.chat.conftest import OpenPage, assistant, open_page, repository, store
from tests.app.ui.chat.test_page import html
from tests.scripted_assistant import SPOUSE, ScriptedAssistant
from tests.spoken_language import speaking

__all__ = ["assistant", "open_page", "repository", "store"]


@pytest.fixture(autouse=True)
def no_language_left_over() -> object:
    with speaking(Language.ENGLISH):
        yield


def test_the_desk_s_language_is_where_a_session_begins(
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage
) -> None:
    monkeypatch.setenv("CITEWELL_LANGUAGE", "de")

    page = open_page()

    assert de_texts.WELCOME in html(page)


def test_a_reader_chooses_another_language_and_keeps_it(
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage
) -> None:
    monkeypatch.setenv("CITEWELL_LANGUAGE", "de")
    page = open_page()

    page.selectbox(key="language_box").select(Language.SPANISH).run()
    page.chat_input[0].set_value(SPOUSE).run()

    assert es_texts.SOURCES in html(page)
    assert not page.exception


def test_an_answer_is_written_in_the_language_of_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage, assistant: ScriptedAssistant
) -> None:
    monkeypatch.setenv("CITEWELL_LANGUAGE", "es")
    page = open_page()

    page.chat_input[0].set_value(SPOUSE).run()

    assert assistant.languages == [Language.SPANISH]
