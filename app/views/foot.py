"""The foot of the sidebar, which stays in sight: who is signed in, and the page's language."""

from __future__ import annotations

import streamlit as st

from app.people.door import Door
from app.people.person import Person
from app.views import language, sign_in


def show(door: Door, person: Person) -> None:
    """Draw it below what stands in the sidebar, however long that is."""
    with st.sidebar, st.container(key="foot"):
        sign_in.show_person(door, person)
        language.show_choice()
