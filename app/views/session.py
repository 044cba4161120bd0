"""Who is at this browser tab, as the sign-in found at the head of the page."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.people.visitor import Visitor
from app.upload_gate import UploadLimits, UploadPermits
from knowledge.errors import SignInRefused

_VISITOR = "citewell_visitor"
_KEPT = ("language",)


def current_visitor() -> Visitor:
    """Return who is at the page; every page may ask, for none is drawn before the sign-in.

    Raises:
        SignInRefused: nobody is signed in.
    """
    visitor = st.session_state.get(_VISITOR)
    if not isinstance(visitor, Visitor):
        raise SignInRefused("Nobody is signed in here. Reload the page.")
    return visitor


def remember(visitor: Visitor | None) -> None:
    """Say who is at the page until it is drawn anew."""
    st.session_state[_VISITOR] = visitor


def allow_uploads(permits: UploadPermits, limits: UploadLimits) -> None:
    """Let this tab upload files, as long as a curator is at it."""
    context = get_script_run_ctx()
    if context is not None and exists():
        is_open = get_instance().is_active_session
        permits.allow(context.session_id, current_visitor(), limits, is_open=is_open)


def forget() -> None:
    """Empty the tab, so that the next person finds nothing of this one's but the language."""
    kept = {key: st.session_state[key] for key in _KEPT if key in st.session_state}
    st.session_state.clear()
    st.session_state.update(kept)
    st.query_params.clear()
