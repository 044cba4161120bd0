"""Who is at this browser tab, as the sign-in found at the head of the page."""

from __future__ import annotations

import streamlit as st

from app.people.person import Person
from knowledge.errors import SignInRefused

_PERSON = "citewell_person"
_KEPT = ("language",)


def current_person() -> Person:
    """Return the person at the page; every page may ask, for none is drawn before the sign-in.

    Raises:
        SignInRefused: nobody is signed in.
    """
    person = st.session_state.get(_PERSON)
    if not isinstance(person, Person):
        raise SignInRefused("Nobody is signed in here. Reload the page.")
    return person


def remember(person: Person | None) -> None:
    """Say who is at the page for the rest of this run."""
    st.session_state[_PERSON] = person


def forget() -> None:
    """Empty the tab, so that the next person finds nothing of this one's but the language."""
    kept = {key: st.session_state[key] for key in _KEPT if key in st.session_state}
    st.session_state.clear()
    st.session_state.update(kept)
    st.query_params.clear()
