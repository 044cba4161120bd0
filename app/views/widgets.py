"""The page's own pieces: style, answers with markers that can be clicked, one-line troubles."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

from app import texts
from app.views.presenting_text import paragraphs_html

_STYLE = Path(__file__).with_name("style.css")

# The HTML comes from app/views/presenting.py, where every outside word is escaped.
_ANSWER_SCRIPT = """
export default function ({ parentElement, data, setTriggerValue }) {
  const answer = parentElement.querySelector(".cw-answer");
  if (answer.dataset.html !== data.html) {
    answer.dataset.html = data.html;
    answer.innerHTML = data.html;
  }
  answer.onclick = (event) => {
    const button = event.target.closest("[data-open]");
    if (button) setTriggerValue("open", button.dataset.open);
  };
}
"""
# Twice, for what stands around the question is still being drawn; who scrolls is left alone.
_LAST_QUESTION_SCRIPT = """
export default function () {
  const show = () =>
    [...document.querySelectorAll(".cw-question")].at(-1)?.scrollIntoView({ block: "start" });
  const waiting = [100, 500].map((delay) => setTimeout(show, delay));
  const leave = () => waiting.forEach(clearTimeout);
  for (const name of ["wheel", "touchmove", "pointerdown"])
    window.addEventListener(name, leave, { once: true, passive: true });
  return leave;
}
"""
_mount_last_question = st.components.v2.component(
    "citewell_last_question", js=_LAST_QUESTION_SCRIPT, isolate_styles=False
)
_mount_answer = st.components.v2.component(
    "citewell_answer",
    html='<div class="cw-answer"></div>',
    js=_ANSWER_SCRIPT,
    isolate_styles=False,
)


def page_style() -> None:
    """Give the page its look."""
    st.html(_STYLE)


def answer(html: str, *, key: str, on_open: Callable[[str], None]) -> None:
    """Draw an answer; `on_open` gets what the clicked marker or title names."""

    def opened() -> None:
        clicked = st.session_state[key].get("open")
        if clicked:
            on_open(str(clicked))

    _mount_answer(key=key, data={"html": html}, on_open_change=opened)


def show_last_question(occasion: str) -> None:
    """Bring the last question to the top of the view, once for each occasion."""
    _mount_last_question(key=f"last_question_{occasion}")


def chips(words: tuple[str, ...]) -> None:
    """Draw short remarks below an answer."""
    if words:
        st.html(
            '<p class="cw-chips">'
            + "".join(f"<span>{escape(word)}</span>" for word in words)
            + "</p>"
        )


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


def brand() -> None:
    """Draw the product's mark and name."""
    st.html(f'<div class="cw-brand">{texts.PRODUCT}</div>')


def plain_label(words: str) -> str:
    """Return a label in which nothing is read as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", " ".join(words.split()))


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
