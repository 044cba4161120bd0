"""The Knowledge page's glossary: what documents define, what curators add, strike and put right."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.i18n import curator_texts as words
from app.service.glossary_admin import GlossaryAdmin, TermRow, TermState, term_of
from app.ui import curators, state, widgets
from knowledge.lexical.glossary import written

_SHOWN = 40
_NEW, _NEW_FOR, _FIND = "term_new", "term_for", "term_find"


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the terms, each with what can be done to it, and a line for a new one."""
    glossary = workspace.admin.glossary
    curators.soft(words.GLOSSARY_BELOW)
    rows = glossary.rows(name)
    _show_new(glossary, name, rows)
    asked = st.text_input(words.FIND_DOCUMENTS, placeholder=words.FIND_TERM_HINT, key=_FIND)
    found = [row for row in rows if row.holds(asked.casefold().split())]
    if not found:
        curators.soft(words.NO_TERMS)
        return
    curators.soft(words.TERMS_SHOWN.format(shown=min(len(found), _SHOWN), all=len(rows)))
    for at, row in enumerate(found[:_SHOWN]):
        _show_row(glossary, name, at, row)


def _show_new(glossary: GlossaryAdmin, name: str, rows: list[TermRow]) -> None:
    for_all = glossary.may_change_for_all(name)
    titles = {row.document_key: row.title for row in rows if row.document_key}
    choices = [*([""] if for_all else []), *sorted(titles, key=lambda key: titles[key].casefold())]
    if not choices:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(words.NEW_TERM, placeholder=words.NEW_TERM_HINT, key=_NEW)
        st.selectbox(
            words.TERM_FOR,
            choices,
            format_func=lambda key: widgets.plain_label(titles[key]) if key else words.TERM_FOR_ALL,
            key=_NEW_FOR,
            width=260,
        )
        st.button(words.ADD_TERM, key="term_add", on_click=_add, args=(glossary, name))


def _show_row(glossary: GlossaryAdmin, name: str, at: int, row: TermRow) -> None:
    gone = " cw-piece-gone" if row.state is TermState.STRUCK else ""
    title = row.title or words.TERM_FOR_ALL
    st.html(
        f'<div class="cw-piece{gone}"><p class="cw-piece-head"><span>{escape(title)}</span>'
        f"<span>{escape(words.TERM_STATES[row.state.value])}</span></p>"
        f"{escape(written(row.term))}</div>"
    )
    with st.container(horizontal=True):
        if row.state is TermState.STRUCK:
            st.button(
                words.RESTORE_TERM,
                key=f"term_restore_{at}",
                type="tertiary",
                on_click=_restore,
                args=(glossary, name, row),
            )
            return
        with st.popover(words.CORRECT, type="tertiary"):
            key = f"term_text_{at}_{written(row.term)}"
            st.text_input(words.NEW_TERM, value=written(row.term), key=key)
            st.button(
                words.SAVE,
                key=f"term_save_{at}",
                type="primary",
                on_click=_correct,
                args=(glossary, name, row, key),
            )
        st.button(
            words.STRIKE_TERM,
            key=f"term_strike_{at}",
            type="tertiary",
            on_click=_strike,
            args=(glossary, name, row),
        )


@state.telling
def _add(glossary: GlossaryAdmin, name: str) -> None:
    term = term_of(str(st.session_state.get(_NEW, "")))
    glossary.add(name, term, str(st.session_state.get(_NEW_FOR) or ""))
    st.session_state[_NEW] = ""


@state.telling
def _correct(glossary: GlossaryAdmin, name: str, row: TermRow, key: str) -> None:
    glossary.correct(name, row, term_of(str(st.session_state.get(key, ""))))


@state.telling
def _strike(glossary: GlossaryAdmin, name: str, row: TermRow) -> None:
    glossary.strike(name, row)


@state.telling
def _restore(glossary: GlossaryAdmin, name: str, row: TermRow) -> None:
    glossary.restore(name, row)
