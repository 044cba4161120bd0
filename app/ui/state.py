"""What one browser tab remembers between runs of the script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import ParamSpec

import streamlit as st

from app.domain.replies import DateChoice
from knowledge.domain.errors import AssistantError

P = ParamSpec("P")

_CONVERSATION, _KNOWLEDGE_BASE = "c", "kb"


@dataclass(frozen=True, slots=True)
class OpenSource:
    """The source that is open: of which turn (counted from 0) and which passage."""

    turn: int
    passage_id: str


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question asked by a click; `anew` takes the last question's place."""

    question: str
    anew: bool = False
    date_choice: DateChoice = DateChoice.RULE


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


def leave_chat() -> None:
    """Note that another page is shown; Streamlit clears the address between pages."""
    st.session_state["chat_left"] = True


def come_back() -> None:
    """Turn to the conversation that was on the page before the reader went to another page."""
    if st.session_state.pop("chat_left", False) and not conversation_id():
        show_conversation(str(st.session_state.get("last_conversation", "")))
    st.session_state["last_conversation"] = conversation_id()


def knowledge_base() -> str:
    """Return the knowledge base that the address names."""
    return st.query_params.get(_KNOWLEDGE_BASE, "")


def show_knowledge_base(name: str) -> None:
    """Name the knowledge base in the address, so a reload keeps it."""
    if knowledge_base() != name:
        st.query_params[_KNOWLEDGE_BASE] = name


def opened() -> OpenSource | None:
    """Return the source that is open."""
    value = st.session_state.get("opened")
    return value if isinstance(value, OpenSource) else None


def open_source(turn: int, passage_id: str) -> None:
    """Open a source of a turn."""
    st.session_state["opened"] = OpenSource(turn, passage_id)


def close_source() -> None:
    """Close the source that is open."""
    st.session_state.pop("opened", None)


def ask(question: str, *, anew: bool = False, date_choice: DateChoice = DateChoice.RULE) -> None:
    """Ask a question by a click, as if it had been typed; `anew` in the last question's place."""
    st.session_state["asked"] = PendingQuestion(question, anew, date_choice)


def take_asked() -> PendingQuestion | None:
    """Return the question asked by a click, once."""
    value = st.session_state.pop("asked", None)
    return value if isinstance(value, PendingQuestion) else None


def note_begun() -> None:
    """Note that this run began to answer a question, after what stands below it was drawn."""
    st.session_state["begun"] = True


def take_begun() -> bool:
    """Tell whether this run began to answer a question, once."""
    return bool(st.session_state.pop("begun", False))


def place(name: str) -> str:
    """Return where a question is being typed: the conversation, or a new one."""
    return f"c:{conversation_id()}" if conversation_id() else f"new:{name}"


def day_of(key: str) -> date | None:
    """Return the day in a date field."""
    value = st.session_state.get(key)
    return value if isinstance(value, date) else None


def list_words() -> str:
    """Return the words that the listed conversations shall hold."""
    return str(st.session_state.get("list_words", ""))


def look_for(words: str) -> None:
    """List only the conversations that hold the words."""
    st.session_state["list_words"] = words


@contextmanager
def told() -> Iterator[None]:
    """Keep an error of a click for the page, which says it in one line."""
    try:
        yield
    except AssistantError as error:
        st.session_state["trouble"] = str(error)


def telling(callback: Callable[P, None]) -> Callable[P, None]:
    """Return a callback of which an error is told on the page, which is drawn after it."""

    @wraps(callback)
    def told_callback(*args: P.args, **kwargs: P.kwargs) -> None:
        with told():
            callback(*args, **kwargs)

    return told_callback


def take_trouble() -> str:
    """Return what went wrong in a click, once."""
    return str(st.session_state.pop("trouble", ""))
