"""The chat page: `streamlit run app/main.py`."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from app import texts
from app.desk import Desk
from app.door import Door
from app.masking import mask_logs
from app.opening import open_desk
from app.views import chat, first, sidebar, sign_in, widgets
from knowledge.errors import AssistantError
from knowledge.settings import Settings

_LOG = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return what every page of this process shares."""
    mask_logs()
    return open_desk(Settings())


@st.cache_resource(show_spinner=False)
def door() -> Door:
    """Return how people come in."""
    return Door(Settings(), desk().records)


def page() -> None:
    """Draw the page; whatever goes wrong is one line that says what to do."""
    try:
        show()
    except AssistantError as error:
        widgets.trouble(str(error))
    except ValidationError as error:
        widgets.trouble(texts.wrong_settings([str(e["loc"][0]) for e in error.errors()]))
    except Exception:  # noqa: BLE001 - the last door before the reader
        _LOG.exception("The page failed")
        widgets.trouble(texts.UNEXPECTED)


def show() -> None:
    """Draw sidebar and conversation."""
    way_in = door()
    person = sign_in.person_at(way_in)
    if person is None:
        return
    shared = desk().of(person)
    names = shared.names()
    if not names:
        first.show_no_knowledge_base()
        return
    name = sidebar.show_choices(shared, names)
    # In a container of its own, for a bare chat input makes Streamlit drag the page to its end.
    conversation, asking = st.container(key="conversation"), st.container(key="asking")
    try:
        with asking:
            chat.take_question(shared, name)
    finally:
        sidebar.show_conversations(shared, name)
        sign_in.show_person(way_in, person)
    shared.warm(name)
    with conversation:
        chat.show(shared, name)


st.set_page_config(
    page_title=texts.PRODUCT,
    page_icon=Path(__file__).with_name("icon.svg"),
    menu_items={"About": texts.ABOUT},
)
widgets.page_style()
page()
