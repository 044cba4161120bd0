"""What stands on the page before the first question."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app import texts
from app.caller_context import CallerContext
from app.desk import Desk
from app.first_questions import FirstTry, first_questions
from app.views import caller, state, widgets
from app.views.presenting_guide import guide_html
from app.views.presenting_passages import day

_PER_ROW = 2


def show_first_screen(desk: Desk, name: str) -> None:
    """Draw the welcome, questions to begin with, and how an answer is read."""
    below = texts.WELCOME_BELOW.format(kb=name)
    st.html(f'<div class="cw-welcome"><h1>{texts.WELCOME}</h1><p>{escape(below)}</p></div>')
    offered = first_questions(name)
    with st.container(key="samples"):
        _questions(offered.questions)
        _tries(desk, name, offered.tries)
    # Who has asked before knows it, and finds it folded up.
    st.html(guide_html(desk.time.now().date(), opened=not desk.conversations(name)))


def _questions(questions: tuple[str, ...]) -> None:
    if questions:
        st.html(f'<p class="cw-aside">{texts.SAMPLE_QUESTIONS}</p>')
    for start in range(0, len(questions), _PER_ROW):
        columns = st.columns(_PER_ROW)
        for column, question in zip(columns, questions[start : start + _PER_ROW], strict=False):
            column.button(
                widgets.plain_label(question),
                on_click=state.ask,
                args=(question,),
                width="stretch",
            )


def _tries(desk: Desk, name: str, tries: tuple[FirstTry, ...]) -> None:
    if not tries:
        return
    with st.container(key="tries", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="cw-aside">{texts.TRIES}</p>', width="content")
        for each in tries:
            label, icon = texts.TRY[each.shows]
            st.button(
                label.format(day=day(each.as_of)) if each.as_of else label,
                icon=icon,
                key=f"try_{each.shows}",
                help=widgets.plain_label(each.question),
                on_click=_try,
                args=(desk, name, each),
            )


def _try(desk: Desk, name: str, chosen: FirstTry) -> None:
    if chosen.as_of:
        caller.keep(desk, name, CallerContext(as_of=chosen.as_of))
    state.ask(chosen.question)


def show_no_knowledge_base(adding: StreamlitPage | None) -> None:
    """Say how to fill the first knowledge base; `adding` is the page to do it on, for curators."""
    st.html(
        f'<div class="cw-welcome"><h1>{texts.NO_KNOWLEDGE_BASE}</h1></div>'
        f'<p class="cw-below">{texts.NO_KNOWLEDGE_BASE_BELOW}</p>'
        f'<code class="cw-command">{texts.INGEST_COMMAND}</code>'
        f'<p class="cw-below">{texts.OR_DEMO}</p>'
        f'<code class="cw-command">{texts.DEMO_COMMAND}</code>'
    )
    if adding is not None:
        st.page_link(adding, label=texts.ADD_ON_PAGE)
