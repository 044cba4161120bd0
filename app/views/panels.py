"""The panel beside the conversation: its head, how it closes, where the keyboard goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from app import texts

# Who opens a panel by the keyboard reads on in it, and is back where they were when it closes.
_FOCUS_SCRIPT = """
export default function ({ data }) {
  const state = (window.citewellPanel ??= { occasion: null, opener: null, pressed: null });
  const panel = () => document.querySelector(".st-key-source");
  const closing = () => document.querySelector(".st-key-close_source button");
  if (state.occasion !== data.occasion) {
    state.occasion = data.occasion;
    // What was pressed, where that is known: by now the box for questions may have the keyboard.
    const opener = state.pressed?.button ?? document.activeElement;
    if (!panel()?.contains(opener)) {
      state.opener = opener;
      state.inItsPlace = state.pressed?.inItsPlace;
    }
    state.pressed = null;
    setTimeout(() => closing()?.focus({ preventScroll: true }), 60);
  }
  const leave = (event) => {
    const nested = document.querySelector("[role=dialog], [role=listbox]");
    if (event.key === "Escape" && !event.defaultPrevented && !nested) closing()?.click();
  };
  document.addEventListener("keydown", leave);
  return () => {
    document.removeEventListener("keydown", leave);
    // Once the panel is gone; who types somewhere else by then is left there.
    const back = (tries) => setTimeout(() => {
      if (panel()) return tries && back(tries - 1);
      state.occasion = null;
      const nowhere = [null, document.body].includes(document.activeElement);
      const there = state.opener !== document.body && state.opener?.isConnected;
      const opener = there ? state.opener : state.inItsPlace?.();
      if (nowhere) opener?.focus({ preventScroll: true });
    }, 80);
    back(125);
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
        _mount_focus(key=f"focus_{occasion}", data={"occasion": occasion})
