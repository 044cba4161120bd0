"""Parts of the chat page with scripts of their own, and the panel beside the conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path

import streamlit as st

from app.domain.conversations import LONGEST_QUESTION
from app.i18n import texts
from app.records.conversations import ListGroup, shown_title

Act = Mapping[str, object]
"""What a component sends: `do` names the act, the rest belongs to it."""


def _script(name: str) -> str:
    return Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")


# The HTML in their data comes from app/rendering/, where every outside word is escaped.
_mount_turn = st.components.v2.component(
    "citewell_turn",
    html='<div class="cw-turn"><div data-part="body"></div><div data-part="bar"></div></div>',
    js=_script("turn"),
    isolate_styles=False,
)
_mount_question = st.components.v2.component(
    "citewell_question",
    html=(
        '<div class="cw-asked"><div class="cw-asked-row"><button type="button" data-act="edit" '
        'hidden><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linejoin="round" aria-hidden="true"><path d="M4 20h4L19 9l-4-4L4 16z"/></svg>'
        '</button><div data-part="shown"></div></div><form hidden><textarea rows="2" '
        f'maxlength="{LONGEST_QUESTION}"></textarea><div class="cw-tabs"><button type="button" '
        'data-act="cancel"></button><button type="submit"></button></div></form></div>'
    ),
    js=_script("question"),
    isolate_styles=False,
)
_mount_list = st.components.v2.component(
    "citewell_conversations",
    html=(
        '<nav class="cw-list"><input type="search" autocomplete="off" spellcheck="false">'
        '<div class="cw-groups"></div></nav>'
    ),
    js=_script("conversations"),
    isolate_styles=False,
)
_mount_page_keys = st.components.v2.component(
    "citewell_hands", js=_script("hands"), isolate_styles=False
)


@dataclass(frozen=True, slots=True)
class TurnParts:
    """What is drawn of a turn: the answer's HTML, the bar below it, and what can be copied.

    `copies` are plain texts by name: "answer", "ticket", "caller". `rating` is the reader's own.
    """

    body: str
    bar: str = ""
    copies: Mapping[str, str] = field(default_factory=dict)
    rating: str = ""


def turn(
    parts: TurnParts, *, key: str, on_open: Callable[[str], None], on_act: Callable[[Act], None]
) -> None:
    """Draw a turn; `on_open` gets what a clicked marker or title names, `on_act` what is done."""
    said = {
        "copied": texts.COPIED,
        "failed": texts.COPY_FAILED,
        "thanks": texts.FEEDBACK_THANKS,
    }
    _mount_turn(
        key=key,
        data={**asdict(parts), "said": said},
        on_open_change=lambda: _heard(key, "open", lambda value: on_open(str(value))),
        on_act_change=lambda: _heard_act(key, on_act),
    )


def question(
    words: str, html: str, *, key: str, editable: bool, on_act: Callable[[Act], None]
) -> None:
    """Draw a question; it can be asked again in other words while it is `editable`."""
    labels = {
        "edit": texts.EDIT_QUESTION,
        "area": texts.EDITED_QUESTION,
        "ask": texts.ASK_AGAIN,
        "cancel": texts.CANCEL,
    }
    data = {"question": words, "html": html, "editable": editable, "labels": labels}
    _mount_question(key=key, data=data, on_act_change=lambda: _heard_act(key, on_act))


def conversation_list(
    groups: Sequence[ListGroup], *, now: str, none: str, on_act: Callable[[Act], None]
) -> None:
    """Draw the conversations by heading; `none` is said where there are none."""
    labels = {
        "name": texts.CONVERSATIONS,
        "search": texts.SEARCH_CONVERSATIONS,
        "more": texts.MORE_FOR,
        "replied": texts.LEAD_ANSWERED,
        "pin": texts.PIN,
        "unpin": texts.UNPIN,
        "rename": texts.RENAME,
        "remove": texts.DELETE,
        "ask": texts.DELETE_ASK,
        "keep": texts.KEEP,
        "save": texts.SAVE,
        "cancel": texts.CANCEL,
        "title": texts.NEW_TITLE,
    }
    listed = [
        {
            "name": group.name,
            "items": [
                {
                    "id": item.id,
                    "title": shown_title(item.title),
                    "pinned": item.pinned,
                    "replied": item.replied,
                }
                for item in group.items
            ],
        }
        for group in groups
    ]
    key = "conversation_list"
    data = {"groups": listed, "now": now, "none": none, "labels": labels}
    _mount_list(key=key, data=data, on_act_change=lambda: _heard_act(key, on_act))


def page_keys(*, place: str, occasion: str) -> None:
    """Keep what is half typed in a `place`, hear keys, show the last question once an `occasion`.

    An empty occasion leaves the view where it is.
    """
    _mount_page_keys(key="hands", data={"place": place, "occasion": occasion})


def _heard(key: str, name: str, then: Callable[[object], None]) -> None:
    value = st.session_state[key].get(name)
    if value:
        then(value)


def _heard_act(key: str, on_act: Callable[[Act], None]) -> None:
    def act(value: object) -> None:
        if isinstance(value, Mapping) and isinstance(value.get("do"), str):
            on_act(value)

    _heard(key, "act", act)


# The panel beside the conversation: its head, how it closes, where the keyboard goes.


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
