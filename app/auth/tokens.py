"""Programs that come with a token: who they speak for, what they may do, how often."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic

from app.auth.visitor import Visitor
from app.database.accounts import AccountStore
from app.database.stored_text import now as this_moment
from app.database.tokens import AccessToken, Scope, TokenStore
from app.domain.person import Person
from knowledge.domain.access import Role

PREFIX = "citewell_"
"""Begins each secret, so that scanners for leaked secrets can find it."""
_SECRET_BYTES = 32
_MINUTE_SECONDS = 60.0


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(_SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret, which is random and long: a quick hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class TokenSignIn:
    """Finds the visitor behind a secret. Account and token are looked up again at each use.

    Personal tokens count only where people sign in with accounts: elsewhere nobody here knows what
    their groups are now.
    """

    def __init__(
        self,
        tokens: TokenStore,
        accounts: AccountStore,
        *,
        personal: bool,
        now: Callable[[], datetime] = this_moment,
    ) -> None:
        self._tokens = tokens
        self._accounts = accounts
        self._personal = personal
        self._now = now

    def visitor(self, secret: str) -> tuple[AccessToken, Visitor] | None:
        """Return the token and its visitor; None when it lets nobody in."""
        hashed = secret_hash(secret)
        token = self._tokens.of_secret(hashed)
        person = self._person(token)
        if token is None or person is None:
            return None
        return token, Visitor(person.name, lambda: self._person(self._tokens.of_secret(hashed)))

    def _person(self, token: AccessToken | None) -> Person | None:
        if token is None or not token.holds(self._now()):
            return None
        if not token.account:
            # The id keeps a service's conversations apart from those of any person.
            return Person(f"{token.name} (token {token.id})", _role(token.scopes), token.groups)
        account = self._accounts.account(token.account) if self._personal else None
        return _narrowed(account.person, token) if account else None


def _narrowed(person: Person, token: AccessToken) -> Person:
    role = _role(token.scopes)
    groups = tuple(each for each in person.groups if each in (token.groups or person.groups))
    return replace(person, role=role if person.role.includes(role) else person.role, groups=groups)


def _role(scopes: frozenset[Scope]) -> Role:
    if Scope.ADMIN in scopes:
        return Role.ADMIN
    return Role.CURATOR if Scope.CURATE in scopes else Role.READER


class RateCaps:
    """Counts the calls of the last minute by token, in this process."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[str, deque[float]] = {}

    def wait_for(self, token: AccessToken) -> float:
        """Count a call and return 0; or return in how many seconds the next one may come."""
        with self._lock:
            moment = self._clock()
            calls = self._calls.setdefault(token.id, deque())
            while calls and moment - calls[0] >= _MINUTE_SECONDS:
                calls.popleft()
            if len(calls) >= token.per_minute:
                return _MINUTE_SECONDS - (moment - calls[0])
            calls.append(moment)
            return 0.0
