"""The sidebar: new conversation, knowledge base, as-of date, earlier conversations."""

from __future__ import annotations

import streamlit as st

from app import texts
from app.desk import Desk
from app.views import state, widgets

_TITLE_CHARACTERS = 60
_LISTED = 30


def show_choices(desk: Desk, names: list[str]) -> str:
    """Draw what is chosen before asking; return the name of the chosen knowledge base."""
    with st.sidebar:
        widgets.brand()
        st.button(
            texts.NEW_CONVERSATION,
            icon=":material/edit_square:",
            on_click=state.show_conversation,
            args=("",),
            width="stretch",
        )
        name = _knowledge_base(desk, names)
        st.date_input(
            texts.AS_OF, value=None, key="as_of", format="YYYY-MM-DD", help=texts.AS_OF_HELP
        )
    return name


def _knowledge_base(desk: Desk, names: list[str]) -> str:
    wanted = (state.knowledge_base(), desk.default_name)
    start = next((names.index(name) for name in wanted if name in names), 0)
    chosen = st.selectbox(
        texts.KNOWLEDGE_BASE, names, index=start, key="knowledge_base", on_change=_leave
    )
    state.show_knowledge_base(chosen)
    return chosen


def _leave() -> None:
    # A conversation belongs to the knowledge base that answered it.
    state.show_conversation("")


def show_conversations(desk: Desk, name: str) -> None:
    """Draw the list of earlier conversations."""
    now = state.conversation_id()
    with st.sidebar, st.container(key="conversations"):
        st.html(f'<h2 class="cw-aside">{texts.CONVERSATIONS}</h2>')
        listed = desk.conversations(name)
        if not listed:
            st.html(f'<p class="cw-none">{texts.NO_CONVERSATIONS}</p>')
        for entry in listed[:_LISTED]:
            mark = "_now" if entry.id == now else ""
            st.button(
                widgets.plain_label(entry.title[:_TITLE_CHARACTERS]),
                key=f"open_conversation_{entry.id}{mark}",
                type="tertiary",
                on_click=state.show_conversation,
                args=(entry.id,),
            )
