"""Signing in with a local account; failed attempts are counted, so that nobody guesses."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_network

from app.auth.passwords import fits
from app.database.accounts import AccountStore
from app.database.audit import Action, AuditLog
from app.database.stored_text import now as this_moment
from app.domain.person import Person
from app.i18n import texts
from knowledge.common.addresses import plain_address
from knowledge.domain.errors import SignInRefused

MOST_FROM_ADDRESS = 30
ADDRESS_MINUTES = 15
_MOST_ADDRESSES = 10_000
_IPV6_HOME = 64
"""Bits of an IPv6 address that one connection at home has; the others are its own to choose."""


class Attempts:
    """The failed attempts of the last minutes, by address; in this process, for all its pages."""

    def __init__(self, *, most: int = MOST_FROM_ADDRESS, minutes: int = ADDRESS_MINUTES) -> None:
        self._most = most
        self._lasting = timedelta(minutes=minutes)
        self._lock = threading.Lock()
        self._next_look = datetime.min.replace(tzinfo=UTC)
        self._failed: dict[str, deque[datetime]] = {}

    def begin(self, address: str, moment: datetime) -> bool:
        """Count an attempt and tell whether it may be made; those at once are all counted."""
        with self._lock:
            self._forget(moment)
            place = _place(address)
            if place not in self._failed and len(self._failed) >= _MOST_ADDRESSES:
                del self._failed[next(iter(self._failed))]
            earlier = self._failed.setdefault(place, deque())
            self._drop_old(earlier, moment)
            if len(earlier) >= self._most:
                return False
            earlier.append(moment)
            return True

    def succeeded(self, address: str) -> None:
        """Take back the attempt that was just counted: it was no failure."""
        with self._lock:
            earlier = self._failed.get(_place(address))
            if earlier:
                earlier.pop()

    def places(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._failed)

    def _forget(self, moment: datetime) -> None:
        if moment < self._next_look:
            return
        self._next_look = moment + self._lasting / 60
        for place, earlier in list(self._failed.items()):
            self._drop_old(earlier, moment)
            if not earlier:
                del self._failed[place]

    def _drop_old(self, earlier: deque[datetime], moment: datetime) -> None:
        while earlier and moment - earlier[0] >= self._lasting:
            earlier.popleft()


def _place(address: str) -> str:
    """Return what counts as one place: an IPv4 address, a home's part of an IPv6 one."""
    parsed = plain_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed or "")


# Signing in with a name and a password that Citewell itself keeps.


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
