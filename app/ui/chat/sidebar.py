"""The sidebar: new conversation, knowledge base, the list of conversations."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.i18n import texts
from app.records.conversations import grouped
from app.service.chat import ChatService
from app.ui import state
from app.ui.chat import components

_MOST_LISTED = 300
"""Older ones are found by their words."""


def show_choices(service: ChatService, names: list[str]) -> str:
    """Draw what is chosen before asking; return the name of the chosen knowledge base."""
    with st.sidebar:
        st.button(
            texts.NEW_CONVERSATION,
            icon=":material/edit_square:",
            on_click=state.show_conversation,
            args=("",),
            width="stretch",
            shortcut="Alt+N",
        )
        return _knowledge_base(service, names)


def _knowledge_base(service: ChatService, names: list[str]) -> str:
    wanted = (state.knowledge_base(), service.default_name)
    start = next((names.index(name) for name in wanted if name in names), 0)
    chosen = st.selectbox(
        texts.KNOWLEDGE_BASE, names, index=start, key="knowledge_base", on_change=_leave
    )
    state.show_knowledge_base(chosen)
    return chosen


def _leave() -> None:
    # A conversation belongs to the knowledge base that answered it.
    state.show_conversation("")


def show_conversations(service: ChatService, name: str) -> None:
    """Draw the list of conversations, which is searched and kept in order in place."""
    words = state.list_words()
    listed = service.conversations(name, words)[:_MOST_LISTED]
    with st.sidebar, st.container(key="conversations"):
        components.conversation_list(
            grouped(listed, service.time.now().date()),
            now=state.conversation_id(),
            none=texts.NOTHING_FOUND if words.strip() else texts.NO_CONVERSATIONS,
            on_act=partial(_act, service),
        )


def _act(service: ChatService, act: components.Act) -> None:
    with state.told():
        match act:
            case {"do": "open", "id": str(identifier)}:
                state.show_conversation(identifier)
            case {"do": "search", "words": str(words)}:
                state.look_for(words)
            case {"do": "pin", "id": str(identifier), "pinned": bool(pinned)}:
                service.repository.pin(identifier, pinned=pinned)
            case {"do": "rename", "id": str(identifier), "title": str(title)}:
                service.repository.rename(identifier, title)
            case {"do": "delete", "id": str(identifier)}:
                service.delete(identifier)
                if identifier == state.conversation_id():
                    state.show_conversation("")
