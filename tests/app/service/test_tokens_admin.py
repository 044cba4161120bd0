"""Tokens are made, listed and revoked; what is done is noted, the secret nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.audit import Action
from app.database.engine import Database, file_url
from app.database.tokens import AccessToken, Scope
from app.records.opening import Records, records_in
from app.service.tokens_admin import TokensAdmin
from knowledge.domain.errors import InputError


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    database = Database(file_url(tmp_path / "records.sqlite3"))
    yield records_in(database)
    database.close()


def added(
    records: Records, name: str = "desk", account: str = "", groups: tuple[str, ...] = ("staff",)
) -> tuple[AccessToken, str]:
    return TokensAdmin(records, lambda: "root").add(
        name, account=account, scopes={Scope.ASK}, groups=groups, days=1, per_minute=60
    )


def test_a_secret_is_given_once_and_kept_nowhere(records: Records, tmp_path: Path) -> None:
    token, secret = added(records)

    assert TokensAdmin(records, lambda: "root").tokens() == [token]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("records.sqlite3*"))
    assert token.id.encode() in kept
    assert secret.encode() not in kept


def test_making_and_revoking_are_noted(records: Records) -> None:
    token, _ = added(records)
    TokensAdmin(records, lambda: "root").revoke(token.id)

    noted = [(each.person, each.what) for each in records.audit.events()]
    assert noted == [
        ("root", f"made the token desk ({token.id}) for a service"),
        ("root", f"revoked the token desk ({token.id})"),
    ]
    assert records.audit.events()[0].action == Action.CHANGED_PERSON


def test_what_makes_no_sense_is_refused(records: Records) -> None:
    with pytest.raises(InputError, match="needs a name"):
        added(records, name=" ")
    with pytest.raises(InputError, match="no account 'bob'"):
        added(records, account="bob")
    with pytest.raises(InputError, match="needs the groups"):
        added(records, groups=())
    with pytest.raises(InputError, match="no token"):
        TokensAdmin(records, lambda: "root").revoke("other")
