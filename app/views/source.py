"""The opened source beside the conversation, and what was searched for below an answer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from app import texts
from app.answers import Answer
from app.views import state
from app.views.presenting import source_html, source_view
from app.views.presenting_search import SearchView, search_view

_HITS_SHOWN = 10


def show_source(answer: Answer, passage_id: str) -> None:
    """Draw an opened source."""
    view = source_view(answer, passage_id)
    if view is None:
        state.close_source()
        return
    with st.container(key="source"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.html(f'<p class="cw-aside cw-source-number">{escape(view.heading)}</p>')
            st.button(
                texts.CLOSE,
                icon=":material/close:",
                key="close_source",
                type="tertiary",
                on_click=state.close_source,
            )
        st.html(source_html(view))


def show_search(answer: Answer) -> None:
    """Draw what was searched for, folded."""
    with st.expander(texts.SEARCHED):
        st.html(_search_html(search_view(answer.found, answer.milliseconds)))


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
        + f"<h4>{texts.FILTERS}</h4><p>{escape(', '.join(view.limits))}</p>"
        + f"<h4>{texts.PASSAGES_FOUND}</h4>"
        + _table(("", texts.PASSAGE, *ways), hits)
        + f"<h4>{texts.TIMES}</h4>"
        + _table((), list(view.times))
        + "</div>"
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    heads = "".join(f"<th>{escape(words)}</th>" for words in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(words)}</td>" for words in row) + "</tr>" for row in rows
    )
    shown = f"<thead><tr>{heads}</tr></thead>" if head else ""
    return f'<div class="cw-table" tabindex="0"><table>{shown}<tbody>{body}</tbody></table></div>'


def _cell(words: str) -> str:
    first, *others = words.split("\n")
    below = "".join(f'<div class="cw-place">{escape(line)}</div>' for line in others if line)
    return escape(first) + below
