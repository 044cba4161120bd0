"""The turns that stand in the browser from the run before, and need not be drawn for a question.

Streamlit keeps a container's pieces until a run of the script ends without drawing them, and a run
that answers a question ends by drawing the page anew. So the answer comes first, however long the
conversation is.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.i18n.languages import Language, current
from app.records.conversations import Exchange

_DRAWN, _DRAWN_BEFORE = "turns_drawn", "turns_drawn_before"


@dataclass(frozen=True, slots=True)
class DrawnTurns:
    """The turns of a whole page, in order, by their ids."""

    turns: tuple[int, ...]
    language: Language


def begin_run() -> None:
    """Begin a run of the script, whatever page it draws: only the run before is in the browser."""
    st.session_state[_DRAWN_BEFORE] = st.session_state.pop(_DRAWN, None)


def note_drawn(exchanges: tuple[Exchange, ...]) -> None:
    """Note that the page holds all of these, the last one drawn as the last."""
    turns = tuple(exchange.turn for exchange in exchanges)
    st.session_state[_DRAWN] = DrawnTurns(turns, current())


def standing_turns(exchanges: tuple[Exchange, ...]) -> int:
    """Return how many turns, from the first on, are in the browser as they would be drawn now."""
    before = st.session_state.get(_DRAWN_BEFORE)
    if not isinstance(before, DrawnTurns) or before.language is not current():
        return 0
    # The new question's turn is drawn, and the one before it, which was the last.
    standing = tuple(exchange.turn for exchange in exchanges[:-2])
    held = before.turns[:-1][: len(standing)]
    return len(standing) if held == standing else 0
