"""Who somebody is, by what a proxy, an identity provider or a password says, and what is logged."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network

from app.auth.accounts import AccountSignIn
from app.database.audit import Action
from app.database.stored_text import now
from app.domain.person import Person
from app.i18n import texts
from app.records.opening import Records
from knowledge.common.addresses import plain_address
from knowledge.common.names import listed
from knowledge.domain.access import Role
from knowledge.domain.errors import ConfigurationError, SignInRefused
from knowledge.settings.part import revealed
from knowledge.settings.parts import AuthSettings

SECRET_HEADER = "X-Citewell-Proxy-Secret"


@dataclass(frozen=True, slots=True)
class Roles:
    """Which groups make a curator, which an admin; everybody else reads."""

    curator_groups: tuple[str, ...] = ()
    admin_groups: tuple[str, ...] = ()

    def of(self, groups: Sequence[str]) -> Role:
        """Return the highest role that the groups give."""
        if set(groups) & set(self.admin_groups):
            return Role.ADMIN
        return Role.CURATOR if set(groups) & set(self.curator_groups) else Role.READER


def roles_of(auth: AuthSettings) -> Roles:
    """Return the roles as they are set."""
    return Roles(auth.curator_groups, auth.admin_groups)


class Proxy:
    """A reverse proxy that has signed people in, and what makes its word trusted."""

    def __init__(self, auth: AuthSettings) -> None:
        """Take the settings.

        Raises:
            ConfigurationError: neither a secret nor addresses are set, or an address is none.
        """
        self._secret = revealed(auth.proxy_secret)
        self._networks = [_network(each) for each in auth.proxy_addresses]
        if not self._secret and not self._networks:
            raise ConfigurationError(
                "CITEWELL_SIGN_IN is proxy, but nothing says which proxy to trust: anybody could "
                "send its headers. Set CITEWELL_PROXY_SECRET (the proxy sends it as "
                f"{SECRET_HEADER}), CITEWELL_PROXY_ADDRESSES, or both."
            )
        self._name_header = auth.proxy_user_header
        self._groups_header = auth.proxy_groups_header
        self._everybodys = auth.reader_groups
        self._roles = roles_of(auth)

    def person(self, headers: Mapping[str, Sequence[str]], address: str) -> Person:
        """Return the person that the headers name. Header names are in small letters.

        `address` is where the connection comes from, empty for this very machine.

        Raises:
            SignInRefused: it did not come through the trusted proxy, or names nobody.
        """
        if not self._trusts(headers, address):
            raise SignInRefused(texts.NOT_THROUGH_THE_PROXY)
        name = _utf8(_only(headers, self._name_header)).strip()
        if not name:
            raise SignInRefused(texts.PROXY_NAMES_NOBODY.format(header=self._name_header))
        groups = self._everybodys
        if self._groups_header:
            groups = listed(_utf8(_only(headers, self._groups_header)))
        return Person(name, self._roles.of(groups), groups)

    def _trusts(self, headers: Mapping[str, Sequence[str]], address: str) -> bool:
        if self._secret:
            sent = _only(headers, SECRET_HEADER)
            if not hmac.compare_digest(sent.encode(), self._secret.encode()):
                return False
        if not self._networks:
            return True
        here = plain_address(address or "127.0.0.1")
        return here is not None and any(here in network for network in self._networks)


class Claims:
    """What an identity provider says in its token, read as the settings tell."""

    def __init__(self, auth: AuthSettings) -> None:
        self._name_claim = auth.oidc_name_claim
        self._groups_claim = auth.oidc_groups_claim
        self._everybodys = auth.reader_groups
        self._roles = roles_of(auth)
        self._longest = timedelta(hours=auth.session_hours)

    def person(self, claims: Mapping[str, object], now: datetime) -> Person | None:
        """Return the person that the claims name; None when they were issued too long ago.

        Raises:
            SignInRefused: the claims hold no name, or no time of issue.
        """
        name, issued = claims.get(self._name_claim), claims.get("iat")
        if not isinstance(name, str) or not name.strip():
            raise SignInRefused(texts.CLAIMS_NAME_NOBODY.format(claim=self._name_claim))
        if self._name_claim == "email" and claims.get("email_verified") is not True:
            raise SignInRefused(texts.EMAIL_NOT_VERIFIED)
        if not isinstance(issued, int | float) or isinstance(issued, bool):
            raise SignInRefused(texts.CLAIMS_NAME_NOBODY.format(claim="iat"))
        if now.timestamp() - issued >= self._longest.total_seconds():
            return None
        groups = self._everybodys
        if self._groups_claim:
            groups = _claimed(claims.get(self._groups_claim))
        return Person(name.strip(), self._roles.of(groups), groups)


def _only(headers: Mapping[str, Sequence[str]], name: str) -> str:
    # Sent twice, one of them may be the visitor's own.
    values = headers.get(name.lower(), ())
    return values[0] if len(values) == 1 else ""


def _utf8(value: str) -> str:
    # Headers arrive as Latin-1; proxies send names in UTF-8.
    try:
        return value.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return value


def _claimed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return listed(value)
    if isinstance(value, Sequence):
        return tuple(each for each in value if isinstance(each, str) and each)
    return ()


def _network(address: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(address, strict=False)
    except ValueError as error:
        raise ConfigurationError(
            f"CITEWELL_PROXY_ADDRESSES names {address!r}, which is not an address. Write addresses "
            "or networks such as 10.0.0.5,10.1.0.0/16."
        ) from error


# How people sign in, and what is recorded of it.


class Authenticator:
    """The sign-in as it is set: `mode` is none, proxy, oidc or accounts."""

    def __init__(self, auth: AuthSettings, records: Records | None) -> None:
        """Take the settings; without sign-in nothing is written down.

        Raises:
            ConfigurationError: the settings of the proxy do not fit.
        """
        self.mode = auth.sign_in
        self.provider = auth.oidc_provider
        self.session_seconds = int(auth.session_hours * 3600)
        self.unsigned = Person("", Role.ADMIN, auth.reader_groups)
        self._audit = records.audit if records else None
        self._proxy = Proxy(auth) if self.mode == "proxy" else None
        self._claims = Claims(auth)
        self._accounts = (
            AccountSignIn(records.accounts, records.audit, session_hours=auth.session_hours)
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
