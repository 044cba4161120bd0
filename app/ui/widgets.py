"""The page's own pieces: style, answers with markers that can be clicked, one-line troubles."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

from app.i18n import texts
from app.rendering.markdown import paragraphs_html

_HERE = Path(__file__).parent
# A list's or a heading's mark only at the beginning, a colon only before a name (":red["), a dash
# only before another, which Streamlit would draw as one long dash.
_MARKUP = re.compile(
    r"[\\`*_{}\[\]<>~$]|:(?=\w)|&(?=[#\w]+;)|-(?=-)|^#|^[+-](?= )|(?<=^\d)[.)]|(?<=^\d\d)[.)]"
)
_STYLES = (_HERE / "style.css", _HERE / "chat.css", _HERE / "sign_in.css")


def page_style() -> None:
    """Give the page its look."""
    for style in _STYLES:
        st.html(style)


def notices(words: tuple[str, ...]) -> None:
    """Draw what went other than planned, each with an icon."""
    for word in words:
        st.html(
            '<div class="cw-notice" role="note"><span class="cw-icon" aria-hidden="true">i</span>'
            f"<div>{paragraphs_html(word)}</div></div>"
        )


def trouble(message: str) -> None:
    """Draw an error as one clear line; nothing in it is read as Markdown or HTML."""
    st.html(
        '<div class="cw-trouble" role="alert"><span class="cw-icon" aria-hidden="true">!</span>'
        f"<div>{paragraphs_html(message)}</div></div>"
    )


LOOK_AGAIN_SECONDS = 4.0


def look_again(is_back: Callable[[], bool]) -> None:
    """Draw the page again once something is back; looks every few seconds, and draws nothing."""
    drawn_at = time.monotonic()

    @st.fragment(run_every=LOOK_AGAIN_SECONDS)
    def look() -> None:
        # The first run is the page's own.
        if time.monotonic() - drawn_at > LOOK_AGAIN_SECONDS / 2 and is_back():
            st.rerun()

    look()


def brand() -> None:
    """Draw the product's mark and name."""
    st.html(f'<div class="cw-brand">{texts.PRODUCT}</div>')


def plain_label(words: str) -> str:
    """Return a label in which nothing is read as Markdown.

    What is harmless where it stands is left alone: a screen reader reads the label as it is here.
    """
    return _MARKUP.sub(r"\\\g<0>", " ".join(words.split()))


def heed_clicks() -> None:
    """Let what was clicked meanwhile end this run of the script, where nothing is drawn."""
    # Streamlit looks for a stop or a rerun whenever the session's state is asked.
    st.session_state.get("asked")


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` when the reader stops the script, not when the tab is closed or reloaded."""
    try:
        yield
    except StopException:
        # Both arrive as a stop. A closed tab's session leaves the active ones right after.
        time.sleep(0.1)
        context = get_script_run_ctx()
        if context is not None and get_instance().is_active_session(context.session_id):
            stop()
        raise
