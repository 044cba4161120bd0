"""The foot of the sidebar: who is signed in, and the page's language."""

from __future__ import annotations

import streamlit as st

from app.auth.sign_in import Authenticator
from app.domain.person import Person
from app.i18n import texts
from app.i18n.languages import OWN_NAMES, Language, current, language_of, speak
from app.ui.people import sign_in

# Streamlit's page always says that it is English, which a screen reader would then read out.
_mount_said = st.components.v2.component(
    "citewell_language",
    js="export default ({ data }) => { document.documentElement.lang = data.language; }",
    isolate_styles=False,
)
_CHOSEN = "language"
_BOX = "language_box"


def speak_for(default_language: str) -> None:
    """Speak the session's language from here on in this run of the page."""
    chosen = st.session_state.get(_CHOSEN)
    if isinstance(chosen, Language):
        speak(chosen)
        return
    speak(language_of(default_language) or language_of(st.context.locale or "") or Language.ENGLISH)


def show_choice() -> None:
    """Draw the choice of language, and say which one the page speaks."""
    languages = list(Language)
    st.selectbox(
        texts.LANGUAGE,
        languages,
        index=languages.index(current()),
        key=_BOX,
        format_func=lambda each: OWN_NAMES[each],
        label_visibility="collapsed",
        on_change=_choose,
    )
    _mount_said(key="language_said", data={"language": current().value})


def _choose() -> None:
    # Kept beside the widget, which is forgotten by pages and runs that do not draw it.
    st.session_state[_CHOSEN] = Language(st.session_state[_BOX])


# The foot of the sidebar, which stays in sight: who is signed in, and the page's language.


def show(auth: Authenticator, person: Person) -> None:
    """Draw it below what stands in the sidebar, however long that is."""
    with st.sidebar, st.container(key="foot"):
        sign_in.show_person(auth, person)
        show_choice()
