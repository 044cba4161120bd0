"""The session's language: the reader's own choice, else the desk's, else the browser's."""

from __future__ import annotations

import streamlit as st

from app import texts
from app.languages import OWN_NAMES, Language, current, language_of, speak

_CHOSEN = "language"
_BOX = "language_box"


def speak_for(desk_language: str) -> None:
    """Speak the session's language from here on in this run of the page."""
    chosen = st.session_state.get(_CHOSEN)
    if isinstance(chosen, Language):
        speak(chosen)
        return
    speak(language_of(desk_language) or language_of(st.context.locale or "") or Language.ENGLISH)


def show_choice() -> None:
    """Draw the choice of language at the foot of the sidebar."""
    languages = list(Language)
    with st.sidebar, st.container(key="languages"):
        st.selectbox(
            texts.LANGUAGE,
            languages,
            index=languages.index(current()),
            key=_BOX,
            format_func=lambda each: OWN_NAMES[each],
            on_change=_choose,
        )


def _choose() -> None:
    # Kept beside the widget, which is forgotten by pages and runs that do not draw it.
    st.session_state[_CHOSEN] = Language(st.session_state[_BOX])
