"""Accounts and their sessions, as the tables keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.database.engine import Database
from app.domain.person import Person
from app.records.opening import Records, records_in
from knowledge.domain.access import Role
from knowledge.domain.errors import StoreUnavailable

ANN = Person("ann", Role.CURATOR, ("staff", "board"))


def test_an_account_comes_back_with_role_and_groups(database: Database) -> None:
    records: Records = records_in(database)
    records.accounts.add(ANN, "hash")

    account = records.accounts.account("ann")

    assert account is not None
    assert (account.person, account.password_hash, account.failures) == (ANN, "hash", 0)
    assert records.accounts.account("bob") is None
    assert [each.person.name for each in records.accounts.accounts()] == ["ann"]


def test_a_name_is_taken_once(database: Database, tmp_path: Path) -> None:
    accounts = records_in(database).accounts
    accounts.add(ANN, "hash")

    with pytest.raises(StoreUnavailable):
        accounts.add(ANN, "other")
