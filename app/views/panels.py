"""The panel beside the conversation: its head, how it closes, where the keyboard goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from app import texts

# Who opens a panel by the keyboard reads on in it, and is back where they were when it closes.
_FOCUS_SCRIPT = """
export default function () {
  const before = document.activeElement;
  const panel = document.querySelector(".st-key-source");
  const closing = () => document.querySelector(".st-key-close_source button");
  const leave = (event) => {
    const nested = document.querySelector("[role=dialog], [role=listbox]");
    if (event.key === "Escape" && !nested) closing()?.click();
  };
  const entering = setTimeout(() => closing()?.focus({ preventScroll: true }), 60);
  panel?.addEventListener("keydown", leave);
  return () => {
    clearTimeout(entering);
    panel?.removeEventListener("keydown", leave);
    if (before?.isConnected) before.focus({ preventScroll: true });
  };
}
"""
_mount_focus = st.components.v2.component(
    "citewell_panel_focus", js=_FOCUS_SCRIPT, isolate_styles=False
)


@contextmanager
def panel(heading: str, *, occasion: str, on_close: Callable[[], None]) -> Iterator[None]:
    """Draw within the panel; one is open at a time. The keyboard enters it once an occasion."""
    with st.container(key="source"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.html(f'<p class="cw-aside cw-source-number">{escape(heading)}</p>')
            st.button(
                texts.CLOSE,
                icon=":material/close:",
                key="close_source",
                type="tertiary",
                on_click=on_close,
            )
        yield
        _mount_focus(key=f"focus_{occasion}")
