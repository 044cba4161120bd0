"""Who is at this browser tab."""

from __future__ import annotations

import streamlit as st

from app.people import Person, Role
from knowledge.settings import Settings


@st.cache_resource(show_spinner=False)
def _settings() -> Settings:
    return Settings()


def current_person() -> Person:
    """Return the person at the page; at a desk without sign-in the one unsigned person."""
    return Person("", Role.ADMIN, _settings().reader_groups)
