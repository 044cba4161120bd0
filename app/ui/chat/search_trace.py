"""The search behind an answer: told below it, and changed by hand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from app.domain.answers import Answer, SearchOutcome
from app.domain.replies import SearchEdits
from app.i18n import texts
from app.records.conversations import Exchange
from app.rendering.sources import (
    SearchView,
    added_line,
    edits_made,
    hit_label,
    search_view,
    searched,
)
from app.service.chat import ChatService
from app.ui import state, widgets
from app.ui.chat import components

_HITS_SHOWN = 10
_EDITED = "search_edited"
_ANY = ""


def show_search(number: int, answer: Answer, name: str) -> None:
    """Draw what was searched for, folded; `number` is the turn's, counted from 0."""
    with st.expander(texts.SEARCHED):
        st.html(_search_html(search_view(answer.found, answer.milliseconds, name)))
        st.button(
            texts.EDIT_SEARCH,
            icon=":material/tune:",
            key=f"edit_search_{number}",
            on_click=_open,
            args=(number,),
        )


def show_editor(
    service: ChatService, name: str, conversation_id: str, exchanges: tuple[Exchange, ...]
) -> None:
    """Draw the search that is being changed, and answer again when that is asked for."""
    number = _turn()
    if number is None or number >= len(exchanges) or state.opened() is not None:
        return
    exchange = exchanges[number]
    if exchange.answer is None:
        return
    with components.panel(texts.EDIT_SEARCH, occasion=f"edit_{number}", on_close=_close):
        edits = _form(service, name, number, exchange.answer.found)
    if edits is not None:
        service.ask(conversation_id, name, exchange.question, edits=edits)
        _close()
        st.rerun()


def _form(service: ChatService, name: str, number: int, found: SearchOutcome) -> SearchEdits | None:
    before = searched(found)
    with st.form(f"search_form_{number}", border=False):
        st.html(f'<h2 class="cw-panel-title">{escape(found.question)}</h2>')
        words = st.text_area(
            texts.EDIT_TEXTS, "\n".join(before), help=texts.EDIT_TEXTS_HELP, height=110
        )
        without_words = _without_words(found)
        day = st.date_input(texts.AS_OF, found.query.filters.as_of, format="YYYY-MM-DD")
        facets = _facets(service, name, found.query.filters.facets)
        st.html(f'<h3 class="cw-aside">{escape(texts.EDIT_PASSAGES)}</h3>')
        left_out = _left_out(found)
        pressed = st.form_submit_button(
            texts.ANSWER_AGAIN, icon=":material/refresh:", type="primary", width="stretch"
        )
    if not pressed:
        return None
    return edits_made(
        found,
        turn=number,
        words=words or "",
        left_out=left_out,
        as_of=day if isinstance(day, date) else None,
        facets=facets,
        without_words=without_words,
    )


def _without_words(found: SearchOutcome) -> tuple[str, ...]:
    """Draw the words that were added, each with a tick; return those without, and earlier ones."""
    if found.query.added:
        st.html(f'<h3 class="cw-aside">{escape(texts.ADDED_WORDS)}</h3>')
    out = [
        each.term
        for each in found.query.added
        if not st.checkbox(
            widgets.plain_label(added_line(each)), value=True, key=f"added_{each.term}"
        )
    ]
    return (*found.query.filters.without_words, *out)


def _facets(service: ChatService, name: str, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Draw a choice for each facet that tells documents apart; return what is chosen."""
    picked: dict[str, str] = {}
    for choice in service.choices(name):
        options = (_ANY, *choice.values)
        now = chosen.get(choice.name, _ANY)
        value = st.selectbox(
            choice.name.capitalize(),
            options,
            index=options.index(now) if now in options else 0,
            format_func=lambda option: option or texts.EDIT_ANY,
        )
        if value:
            picked[choice.name] = value
    return picked


def _left_out(found: SearchOutcome) -> tuple[str, ...]:
    """Draw the passages found, each with a tick; return the ids of those without."""
    out = []
    for number, hit in enumerate(found.hits[:_HITS_SHOWN], 1):
        used = st.checkbox(widgets.plain_label(hit_label(number, hit)), value=True)
        if not used:
            out.append(hit.passage.id)
    return (*found.query.filters.without_passages, *out)


def _open(number: int) -> None:
    state.close_source()
    st.session_state[_EDITED] = number


def _close() -> None:
    st.session_state.pop(_EDITED, None)


def _turn() -> int | None:
    value = st.session_state.get(_EDITED)
    return value if isinstance(value, int) else None


def _search_html(view: SearchView) -> str:
    rows = [("\n+ ".join((row.words, *row.also)), row.way, str(row.found)) for row in view.rows]
    ways = tuple(row.way for row in view.rows)
    hits = [
        (str(hit.number), f"{hit.title}\n{hit.place}", *(str(r or "\u2013") for r in hit.ranks))
        for hit in view.hits[:_HITS_SHOWN]
    ]
    return (
        '<div class="cw-search">'
        + _table((texts.SEARCH_TEXT, texts.SEARCH_WAY, texts.SEARCH_FOUND), rows)
        + _added(view.added)
        + f"<h4>{escape(texts.FILTERS)}</h4><p>{escape(', '.join(view.limits))}</p>"
        + f"<h4>{escape(texts.PASSAGES_FOUND)}</h4>"
        + _table((texts.RANK, texts.PASSAGE, *ways), hits)
        + f"<h4>{escape(texts.TIMES)}</h4>"
        + _table((), list(view.times))
        + "</div>"
    )


def _added(lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h4>{escape(texts.ADDED_WORDS)}</h4><ul>{items}</ul>" if lines else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{escape(words)}</th>' for words in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(words)}</td>" for words in row) + "</tr>" for row in rows
    )
    shown = f"<thead><tr>{heads}</tr></thead>" if head else ""
    return f'<div class="cw-table" tabindex="0"><table>{shown}<tbody>{body}</tbody></table></div>'


def _cell(words: str) -> str:
    first, *others = words.split("\n")
    below = "".join(f'<div class="cw-place">{escape(line)}</div>' for line in others if line)
    return escape(first) + below
