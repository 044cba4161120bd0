"""The sign-in at the head of every page, and who is at this browser tab."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.auth.sign_in import Authenticator
from app.auth.visitor import Visitor
from app.database.audit import Action
from app.database.stored_text import now
from app.domain.person import Person
from app.i18n import texts
from app.ui import widgets
from app.ui.people.upload_gate import UploadLimits, UploadPermits
from knowledge.domain.errors import SignInRefused

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
    """Say who is at the page until it is drawn again."""
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


# The sign-in at the head of every page, and who is signed in at the foot of the sidebar.


_COOKIE = "citewell_session"
_TOKEN, _LEFT, _CAME_AT, _NOTED = "session_token", "session_left", "came_at", "came_in"
_mount_session = st.components.v2.component(
    "citewell_session",
    js=Path(__file__).with_name("session.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def person_at(auth: Authenticator) -> Person | None:
    """Return who is at the page; where nobody is, draw the way in and return None.

    Raises:
        SignInRefused: who it is could not be told; nothing of the page may be drawn.
    """
    remember(None)
    ways = {"proxy": _through_proxy, "oidc": _by_provider, "accounts": _by_account}
    visitor = ways[auth.mode](auth) if auth.mode in ways else Visitor.always(auth.unsigned)
    remember(visitor)
    return visitor.person() if visitor else None


def show_person(auth: Authenticator, person: Person) -> None:
    """Draw who is signed in, and the way out."""
    if auth.mode == "none":
        return
    with st.container(key="signed_in"):
        said = texts.SIGNED_IN_AS.format(name=person.name, role=texts.ROLES[person.role.value])
        st.html(f'<p class="cw-none">{escape(said)}</p>')
        if auth.mode != "proxy":
            st.button(
                texts.SIGN_OUT,
                icon=":material/logout:",
                key="sign_out",
                type="tertiary",
                on_click=_sign_out,
                args=(auth, person),
            )


def _through_proxy(auth: Authenticator) -> Visitor | None:
    came_at = _came_at()
    if auth.over(came_at):
        widgets.trouble(texts.SESSION_ENDED_RELOAD)
        return None
    headers = st.context.headers
    sent = {name.lower(): tuple(headers.get_all(name)) for name in headers}
    address = st.context.ip_address or ""
    try:
        person = auth.proxied(sent, address)
    except SignInRefused as refused:
        _note_once(auth, "", Action.SIGN_IN_FAILED, str(refused))
        raise
    _note_once(auth, person.name, Action.SIGNED_IN)
    return Visitor(person.name, lambda: None if auth.over(came_at) else auth.proxied(sent, address))


def _by_provider(auth: Authenticator) -> Visitor | None:
    if "is_logged_in" not in st.user:
        raise SignInRefused(texts.NO_PROVIDER)
    claims = st.user.to_dict()
    try:
        person = auth.claimed(claims) if st.user.is_logged_in else None
    except SignInRefused as refused:
        _note_once(auth, "", Action.SIGN_IN_FAILED, str(refused))
        widgets.trouble(str(refused))
        # They may have come with the wrong one of two accounts.
        st.button(texts.SIGN_OUT, on_click=st.logout)
        return None
    if person is None:
        ended = bool(st.user.is_logged_in)
        with _drawn(texts.SESSION_ENDED if ended else texts.SIGN_IN_WITH_PROVIDER):
            provider = (auth.provider,) if auth.provider else ()
            st.button(texts.SIGN_IN, type="primary", on_click=st.login, args=provider)
        return None
    _note_once(auth, person.name, Action.SIGNED_IN)
    return Visitor(person.name, lambda: auth.claimed(claims))


def _by_account(auth: Authenticator) -> Visitor | None:
    token = _token()
    person = auth.accounts.person(token)
    if person is not None:
        if st.session_state.get(_TOKEN):
            _keep(auth, token)
        return Visitor(person.name, lambda: auth.accounts.person(token))
    ended = st.session_state.pop(_TOKEN, None)
    if ended or st.session_state.get(_LEFT):
        _keep(auth, "")
    with _drawn(texts.SESSION_ENDED if ended else texts.SIGN_IN_BELOW):
        _ask_password(auth)
    return None


def _ask_password(auth: Authenticator) -> None:
    with st.form("sign_in", border=False):
        name = st.text_input(texts.SIGN_IN_NAME, autocomplete="username")
        password = st.text_input(
            texts.SIGN_IN_PASSWORD, type="password", autocomplete="current-password"
        )
        sent = st.form_submit_button(texts.SIGN_IN, type="primary")
    if not sent:
        return
    if not name.strip() or not password:
        widgets.trouble(texts.SIGN_IN_BOTH)
        return
    try:
        token = auth.accounts.sign_in(name, password, address=st.context.ip_address or "")
    except SignInRefused as refused:
        widgets.trouble(str(refused))
        return
    forget()
    st.session_state[_TOKEN] = token
    st.rerun()


def _sign_out(auth: Authenticator, person: Person) -> None:
    token = _token()
    forget()
    if auth.mode == "accounts":
        auth.accounts.sign_out(token)
        st.session_state[_LEFT] = True
        return
    auth.note(person.name, Action.SIGNED_OUT)
    st.logout()


def _drawn(below: str) -> st.delta_generator.DeltaGenerator:
    place = st.container(key="sign_in_page")
    with place:
        widgets.brand()
        st.html(
            f'<div class="cw-welcome"><h1>{escape(texts.SIGN_IN)}</h1><p>{escape(below)}</p></div>'
        )
    return place


def _token() -> str:
    # The cookie is the one that the tab was opened with.
    token = st.session_state.get(_TOKEN) or st.context.cookies.get(_COOKIE)
    return token if isinstance(token, str) else ""


def _keep(auth: Authenticator, token: str) -> None:
    data = {"name": _COOKIE, "token": token, "seconds": auth.session_seconds}
    _mount_session(key="session", data=data)


def _came_at() -> datetime:
    came = st.session_state.setdefault(_CAME_AT, now())
    assert isinstance(came, datetime)
    return came


def _note_once(auth: Authenticator, person: str, action: Action, what: str = "") -> None:
    if st.session_state.get(_NOTED) != (person, action):
        st.session_state[_NOTED] = (person, action)
        auth.note(person, action, what)
