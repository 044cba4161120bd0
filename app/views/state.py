"""What one browser tab remembers between runs of the script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

_CONVERSATION, _KNOWLEDGE_BASE = "c", "kb"


@dataclass(frozen=True, slots=True)
class Opened:
    """The source that is open: of which turn (counted from 0) and which passage."""

    turn: int
    passage_id: str


def conversation_id() -> str:
    """Return the conversation on the page; it stands in the address, so a reload keeps it."""
    return st.query_params.get(_CONVERSATION, "")


def show_conversation(identifier: str) -> None:
    """Turn to a conversation; an empty identifier is a new one."""
    if identifier:
        st.query_params[_CONVERSATION] = identifier
    else:
        st.query_params.pop(_CONVERSATION, None)
    close_source()


def knowledge_base() -> str:
    """Return the knowledge base that the address names."""
    return st.query_params.get(_KNOWLEDGE_BASE, "")


def show_knowledge_base(name: str) -> None:
    """Name the knowledge base in the address, so a reload keeps it."""
    if knowledge_base() != name:
        st.query_params[_KNOWLEDGE_BASE] = name


def opened() -> Opened | None:
    """Return the source that is open."""
    value = st.session_state.get("opened")
    return value if isinstance(value, Opened) else None


def open_source(turn: int, passage_id: str) -> None:
    """Open a source of a turn."""
    st.session_state["opened"] = Opened(turn, passage_id)


def close_source() -> None:
    """Close the source that is open."""
    st.session_state.pop("opened", None)


def ask(question: str) -> None:
    """Ask a question by a click, as if it had been typed."""
    st.session_state["asked"] = question


def take_asked() -> str:
    """Return the question asked by a click, once."""
    return str(st.session_state.pop("asked", ""))


def as_of() -> date | None:
    """Return the day that answers are for; None means today."""
    value = st.session_state.get("as_of")
    return value if isinstance(value, date) else None
