"""Who somebody is, as a proxy or an identity provider says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from app.auth.sign_in import Claims, Proxy
from app.domain.person import Person
from knowledge.domain.access import Role
from knowledge.domain.errors import ConfigurationError, SignInRefused
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SENT = {
    "x-forwarded-user": ("ann@desk.org",),
    "x-forwarded-groups": ("claims, staff",),
    "x-citewell-proxy-secret": ("hush",),
}


def settings(**values: object) -> Settings:
    """Return settings of a desk behind a proxy, with a secret and groups."""
    given = {
        "sign_in": "proxy",
        "proxy_secret": SecretStr("hush"),
        "proxy_groups_header": "X-Forwarded-Groups",
        "oidc_groups_claim": "groups",
        "curator_groups": ("writers",),
        "admin_groups": ("desk-admins",),
        "reader_groups": ("everybody",),
    }
    return settings_with(**{**given, **values})


def through(
    headers: Mapping[str, Sequence[str]], address: str = "10.0.0.5", **values: object
) -> Person:
    return Proxy(settings(**values).auth).person({**SENT, **headers}, address)


def test_the_proxy_names_the_person_and_the_groups() -> None:
    assert through({}) == Person("ann@desk.org", Role.READER, ("claims", "staff"))


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("claims", Role.READER),
        ("claims,writers", Role.CURATOR),
        ("writers,desk-admins", Role.ADMIN),
        ("", Role.READER),
    ],
)
def test_groups_give_the_role(groups: str, role: Role) -> None:
    assert through({"x-forwarded-groups": (groups,)}).role is role


@pytest.mark.parametrize(
    "headers",
    [
        {"x-citewell-proxy-secret": ()},
        {"x-citewell-proxy-secret": ("wrong",)},
        {"x-citewell-proxy-secret": ("hush", "hush")},
        {"x-citewell-proxy-secret": ("hush\u00e9",)},
    ],
)
def test_headers_without_the_secret_are_not_believed(headers: Mapping[str, Sequence[str]]) -> None:
    with pytest.raises(SignInRefused, match="only be reached through your organisation's"):
        through(headers)


@pytest.mark.parametrize("name", [(), ("",), (" ",), ("ann", "bob")])
def test_a_proxy_that_names_nobody_lets_nobody_in(name: Sequence[str]) -> None:
    with pytest.raises(SignInRefused, match=r"did not say who you are \(header X-Forwarded-User"):
        through({"x-forwarded-user": name})


def test_with_no_header_of_groups_set_everybody_has_the_readers_groups() -> None:
    assert through({}, proxy_groups_header="").groups == ("everybody",)


def test_a_header_of_groups_that_is_not_sent_gives_none() -> None:
    assert through({"x-forwarded-groups": ()}).groups == ()


@pytest.mark.parametrize("address", ["10.0.0.5", "192.168.7.1", "::ffff:10.0.0.5"])
def test_a_trusted_address_is_let_in(address: str) -> None:
    person = through({}, address, proxy_secret=None, proxy_addresses=("10.0.0.5", "192.168.0.0/16"))

    assert person.name == "ann@desk.org"


@pytest.mark.parametrize("address", ["10.0.0.6", "", "::1", "no address"])
def test_another_address_is_refused_even_with_the_secret(address: str) -> None:
    with pytest.raises(SignInRefused):
        through({}, address, proxy_addresses=("10.0.0.5",))


def test_this_machine_is_an_address_too() -> None:
    assert through({}, "", proxy_addresses=("127.0.0.1",)).name == "ann@desk.org"


def test_a_proxy_that_nothing_makes_trusted_is_no_sign_in() -> None:
    with pytest.raises(ConfigurationError, match="anybody could send its headers"):
        Proxy(settings(proxy_secret=None).auth)


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"'10\.0\.0\.5\.6', which is not an address"):
        Proxy(settings(proxy_addresses=("10.0.0.5.6",)).auth)


def test_a_name_in_utf8_is_read_as_such() -> None:
    sent = "Zoë".encode().decode("latin-1")

    assert through({"x-forwarded-user": (sent,)}).name == "Zoë"


def claimed(claims: Mapping[str, object], **values: object) -> Person | None:
    issued = {
        "email": "ann@desk.org",
        "email_verified": True,
        "iat": NOW.timestamp() - 60,
        "groups": ["staff", "writers"],
    }
    return Claims(settings(**values).auth).person({**issued, **claims}, NOW)


def test_the_claims_name_the_person_groups_and_role() -> None:
    assert claimed({}) == Person("ann@desk.org", Role.CURATOR, ("staff", "writers"))


@pytest.mark.parametrize(
    ("groups", "read"),
    [("staff,claims", ("staff", "claims")), (None, ()), ([1, "staff"], ("staff",)), ({}, ())],
)
def test_groups_are_read_in_the_forms_that_providers_send(
    groups: object, read: tuple[str, ...]
) -> None:
    person = claimed({"groups": groups})

    assert person is not None
    assert person.groups == read


def test_with_no_claim_of_groups_set_everybody_has_the_readers_groups() -> None:
    person = claimed({}, oidc_groups_claim="")

    assert person is not None
    assert person.groups == ("everybody",)


@pytest.mark.parametrize(
    "claims",
    [{"email": None}, {"email": " "}, {"iat": None}, {"iat": True}, {"email_verified": False}]
    + [{"email_verified": each} for each in (None, "true", 1, "false")],
)
def test_claims_that_name_nobody_let_nobody_in(claims: Mapping[str, object]) -> None:
    with pytest.raises(SignInRefused):
        claimed(claims)


def test_a_session_ends_after_its_hours() -> None:
    just_before = claimed({"iat": NOW.timestamp() - 7_199}, session_hours=2)

    assert just_before is not None
    assert claimed({"iat": NOW.timestamp() - 7_200}, session_hours=2) is None


def test_a_name_that_is_no_address_needs_no_verified_one() -> None:
    person = claimed({"sub": "ann", "email_verified": None}, oidc_name_claim="sub")

    assert person is not None
    assert person.name == "ann"
