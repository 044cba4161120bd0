"""Access tokens, as the table keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.database.stored_text import now
from app.database.tokens import AccessToken, Scope
from app.domain.person import Person
from app.records.opening import Records
from knowledge.domain.access import Role

MOMENT = now()
TOKEN = AccessToken(
    id="t1",
    name="desk",
    account="ann",
    scopes=frozenset({Scope.ASK}),
    groups=("staff",),
    per_minute=60,
    created_at=MOMENT,
    expires_at=MOMENT + timedelta(days=1),
)


def test_a_token_is_found_by_its_secrets_hash_until_its_account_goes(records: Records) -> None:
    records.accounts.add(Person("ann", Role.READER, ("staff",)), "hash")
    records.tokens.add(TOKEN, "h1")
    records.tokens.add(service := replace(TOKEN, id="t2", account=""), "h2")

    assert records.tokens.of_secret("h1") == TOKEN
    assert records.tokens.of_secret("other") is None

    records.accounts.remove("ann")
    assert records.tokens.tokens() == [service]


def test_a_token_holds_until_it_expires_or_is_revoked(records: Records) -> None:
    records.tokens.add(replace(TOKEN, account=""), "h1")
    records.tokens.revoke("t1", MOMENT)

    (revoked,) = records.tokens.tokens()
    assert (TOKEN.holds(MOMENT), revoked.holds(MOMENT)) == (True, False)
    assert not TOKEN.holds(TOKEN.expires_at)
