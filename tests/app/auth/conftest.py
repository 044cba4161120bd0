"""Fixtures shared by the tests here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from app.auth.accounts import (
    AccountSignIn,
)
from app.database.engine import Database, file_url
from app.domain.person import Person
from app.records.opening import Records, records_in
from knowledge.domain.access import Role

PASSWORD = "correct horse battery"


# Quick to check; the real strength is tried once below.
QUICK = PasswordHasher.from_parameters(CHEAPEST)


HASH = QUICK.hash(PASSWORD)


class Clock:
    """Says the time that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = records_in(Database(file_url(tmp_path / "records.sqlite3")))
    opened.accounts.add(Person("ann", Role.CURATOR, ("staff",)), HASH)
    yield opened
    opened.close()


@pytest.fixture
def auth(records: Records, clock: Clock) -> AccountSignIn:
    return AccountSignIn(records.accounts, records.audit, session_hours=2, now=clock)
