"""How people come in at this desk, and what is noted of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.database.audit import Action
from app.database.moments import now
from app.people.person import Person
from app.people.signing_in import Claims, Proxy
from app.people.signing_in_accounts import AccountSignIn
from app.records.opening import Records
from knowledge.access import Role
from knowledge.settings import Settings


class Door:
    """The sign-in as it is set: `mode` is none, proxy, oidc or accounts."""

    def __init__(self, settings: Settings, records: Records | None) -> None:
        """Take the settings; without sign-in nothing is written down.

        Raises:
            ConfigurationError: the settings of the proxy do not fit.
        """
        self.mode = settings.sign_in
        self.provider = settings.oidc_provider
        self.session_seconds = int(settings.session_hours * 3600)
        self.unsigned = Person("", Role.ADMIN, settings.reader_groups)
        self._audit = records.audit if records else None
        self._proxy = Proxy(settings) if self.mode == "proxy" else None
        self._claims = Claims(settings)
        self._accounts = (
            AccountSignIn(records.accounts, records.audit, session_hours=settings.session_hours)
            if records
            else None
        )

    @property
    def accounts(self) -> AccountSignIn:
        """The local accounts."""
        assert self._accounts is not None, "a desk with accounts has records"
        return self._accounts

    def proxied(self, headers: Mapping[str, Sequence[str]], address: str) -> Person:
        """Return the person that the proxy names.

        Raises:
            SignInRefused: it did not come through the trusted proxy, or names nobody.
        """
        assert self._proxy is not None, "asked only in this mode"
        return self._proxy.person(headers, address)

    def claimed(self, claims: Mapping[str, object]) -> Person | None:
        """Return the person whom an identity provider names; None when the session has ended.

        Raises:
            SignInRefused: it names nobody.
        """
        return self._claims.person(claims, now())

    def over(self, since: datetime) -> bool:
        """Tell whether a session that began then has ended."""
        return now() - since >= timedelta(seconds=self.session_seconds)

    def note(self, person: str, action: Action, what: str = "") -> None:
        """Write down who came, went, or was refused."""
        if self._audit is not None:
            self._audit.note(person, action, what)
