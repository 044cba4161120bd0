"""Who a token speaks for: never more than its account, its scopes and its groups together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.auth.tokens import RateCaps, TokenSignIn, new_secret, secret_hash
from app.database.engine import Database, file_url
from app.database.stored_text import now
from app.database.tokens import AccessToken, Scope
from app.domain.person import Person
from app.records.opening import Records, records_in
from knowledge.domain.access import Role
from knowledge.domain.errors import SignInRefused

MOMENT = now()
TOKEN = AccessToken(
    "t1", "desk", "ann", frozenset({Scope.CURATE}), (), 2, MOMENT, MOMENT + timedelta(days=1)
)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    database = Database(file_url(tmp_path / "records.sqlite3"))
    records = records_in(database)
    records.accounts.add(Person("ann", Role.ADMIN, ("staff", "board")), "hash")
    yield records
    database.close()


def person(records: Records, token: AccessToken, *, personal: bool = True) -> Person | None:
    secret = new_secret()
    records.tokens.add(token, secret_hash(secret))
    sign_in = TokenSignIn(records.tokens, records.accounts, personal=personal, now=lambda: MOMENT)
    found = sign_in.visitor(secret)
    return found[1].person() if found else None


def test_scopes_lower_an_accounts_role_and_never_raise_it(records: Records) -> None:
    assert person(records, TOKEN) == Person("ann", Role.CURATOR, ("staff", "board"))

    records.accounts.set_role("ann", Role.READER)
    raised = replace(TOKEN, id="t2", scopes=frozenset({Scope.ADMIN}))
    assert person(records, raised) == Person("ann", Role.READER, ("staff", "board"))


def test_a_service_is_nobody_else_and_of_its_own_groups(records: Records) -> None:
    service = replace(TOKEN, account="", groups=("staff",), scopes=frozenset({Scope.ASK}))

    assert person(records, service) == Person("desk (token t1)", Role.READER, ("staff",))


def test_where_nobody_signs_in_with_accounts_only_services_come_in(records: Records) -> None:
    service = replace(TOKEN, id="t2", account="", groups=("staff",))

    assert person(records, TOKEN, personal=False) is None
    assert person(records, service, personal=False) is not None


def test_an_expired_token_lets_nobody_in(records: Records) -> None:
    assert person(records, replace(TOKEN, expires_at=MOMENT)) is None


def test_a_visitor_is_turned_away_as_soon_as_the_token_is_revoked(records: Records) -> None:
    records.tokens.add(TOKEN, secret_hash("s"))
    sign_in = TokenSignIn(records.tokens, records.accounts, personal=True, now=lambda: MOMENT)
    found = sign_in.visitor("s")
    assert found is not None

    records.tokens.revoke("t1", MOMENT)

    with pytest.raises(SignInRefused):
        found[1].person()


def test_calls_are_counted_by_token_over_the_last_minute() -> None:
    moments = iter([0.0, 10.0, 20.0, 20.0, 60.5])
    caps = RateCaps(lambda: next(moments))
    other = replace(TOKEN, id="t2")

    waits = [caps.wait_for(each) for each in (TOKEN, TOKEN, TOKEN, other, TOKEN)]

    assert waits == [0.0, 0.0, 40.0, 0.0, 0.0]
