"""What stands on the page before the first question."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import texts
from app.views import state, widgets

_PER_ROW = 2


def show(name: str, samples: tuple[str, ...]) -> None:
    """Draw the welcome and the questions to begin with; a click asks one."""
    below = texts.WELCOME_BELOW.format(kb=name)
    st.html(f'<div class="cw-welcome"><h1>{texts.WELCOME}</h1><p>{escape(below)}</p></div>')
    if not samples:
        return
    with st.container(key="samples"):
        st.html(f'<p class="cw-aside">{texts.SAMPLE_QUESTIONS}</p>')
        for start in range(0, len(samples), _PER_ROW):
            columns = st.columns(_PER_ROW)
            for column, question in zip(columns, samples[start : start + _PER_ROW], strict=False):
                column.button(
                    widgets.plain_label(question),
                    on_click=state.ask,
                    args=(question,),
                    width="stretch",
                )


def show_no_knowledge_base() -> None:
    """Say how to fill the first knowledge base."""
    st.html(
        f'<div class="cw-welcome"><h1>{texts.NO_KNOWLEDGE_BASE}</h1></div>'
        f'<p class="cw-below">{texts.NO_KNOWLEDGE_BASE_BELOW}</p>'
        f'<code class="cw-command">{texts.INGEST_COMMAND}</code>'
        f'<p class="cw-below">{texts.OR_DEMO}</p>'
        f'<code class="cw-command">{texts.DEMO_COMMAND}</code>'
    )
