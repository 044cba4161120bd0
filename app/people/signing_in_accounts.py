"""Signing in with a name and a password that this desk keeps itself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from app import texts
from app.database.accounts import AccountStore
from app.database.audit import Action, AuditLog
from app.database.moments import now as this_moment
from app.people.attempts import ADDRESS_MINUTES, Attempts
from app.people.passwords import fits
from app.people.person import Person
from knowledge.errors import SignInRefused

MOST_FAILURES = 5
LOCKED_MINUTES = 15
_TOKEN_BYTES = 32


class AccountSignIn:
    """Gives a token for a name and a password, and the person for a token."""

    def __init__(
        self,
        accounts: AccountStore,
        audit: AuditLog,
        *,
        session_hours: float,
        now: Callable[[], datetime] = this_moment,
    ) -> None:
        self._accounts = accounts
        self._audit = audit
        self._lasts = timedelta(hours=session_hours)
        self._now = now
        self._attempts = Attempts()

    def sign_in(self, name: str, password: str, *, address: str = "") -> str:
        """Begin a session and return its token, which only the browser keeps.

        `address` is where the visitor comes from, empty for this very machine.

        Raises:
            SignInRefused: the name or the password is wrong, or the account is locked: which of
                them it is stays unsaid. Or too many attempts failed that came from there.
        """
        name, moment = account_name(name), self._now()
        if not self._attempts.begin(address, moment):
            raise SignInRefused(texts.TOO_MANY_FROM_HERE.format(minutes=ADDRESS_MINUTES))
        account = self._accounts.account(name)
        right = fits(password, account.password_hash if account else None)
        locked = account is not None and (account.locked_until or moment) > moment
        if account is None or locked or not right:
            if account is not None and not locked:
                until = moment + timedelta(minutes=LOCKED_MINUTES)
                self._accounts.note_failure(name, most=MOST_FAILURES, locked_until=until)
            self._audit.note(name, Action.SIGN_IN_FAILED, "locked" if locked else "")
            raise SignInRefused(
                texts.WRONG_PASSWORD.format(failures=MOST_FAILURES, minutes=LOCKED_MINUTES)
            )
        self._attempts.succeeded(address)
        self._accounts.forget_failures(name)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._accounts.begin_session(name, _hashed(token), moment + self._lasts)
        self._audit.note(name, Action.SIGNED_IN, "")
        return token

    def person(self, token: str) -> Person | None:
        """Return whose token it is; None when the session has ended or never was."""
        return self._accounts.session_person(_hashed(token), self._now()) if token else None

    def sign_out(self, token: str) -> None:
        """End the session."""
        person = self.person(token)
        self._accounts.end_session(_hashed(token))
        if person is not None:
            self._audit.note(person.name, Action.SIGNED_OUT, "")


def account_name(name: str) -> str:
    """Return a name as accounts are kept: without case or spaces around."""
    return name.strip().casefold()


def _hashed(token: str) -> str:
    # The token is random and long: a quick hash is enough that a copy of the table lets nobody in.
    return hashlib.sha256(token.encode()).hexdigest()
