"""Local accounts and their sessions. Passwords and tokens are kept as hashes only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, func, insert, select, update

from app.database import stored_text
from app.database.engine import Database
from app.database.schema import ACCOUNTS, SESSIONS, TOKENS
from app.domain.person import Person
from knowledge.domain.access import Role


@dataclass(frozen=True, slots=True)
class Account:
    """A person with a password; `failures` are the wrong ones in a row."""

    person: Person
    password_hash: str
    failures: int
    locked_until: datetime | None
    created_at: datetime


class AccountStore:
    """Keeps accounts by name, which is written in small letters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts(self) -> list[Account]:
        """Return all accounts by name."""
        rows = self._database.rows(select(ACCOUNTS).order_by(ACCOUNTS.c.name))
        return [_account(row) for row in rows]

    def account(self, name: str) -> Account | None:
        """Return an account, if there is one of this name."""
        rows = self._database.rows(select(ACCOUNTS).where(ACCOUNTS.c.name == name))
        return _account(rows[0]) if rows else None

    def add(self, person: Person, password_hash: str) -> None:
        """Add an account.

        Raises:
            StoreUnavailable: there is one of this name already, or it cannot be written.
        """
        self._database.run(
            insert(ACCOUNTS).values(
                name=person.name,
                role=person.role.value,
                groups=json.dumps(list(person.groups)),
                password_hash=password_hash,
                failures=0,
                locked_until="",
                created_at=stored_text.written(stored_text.now()),
            )
        )

    def set_role(self, name: str, role: Role) -> None:
        """Change what an account may do, at once."""
        self._change(name, role=role.value)

    def set_groups(self, name: str, groups: Sequence[str]) -> None:
        """Change which documents an account sees, at once."""
        self._change(name, groups=json.dumps(list(groups)))

    def set_password(self, name: str, password_hash: str) -> None:
        """Change a password: locks are lifted, sessions end, and the person's tokens are gone."""
        here = ACCOUNTS.c.name == name
        values = {"password_hash": password_hash, "failures": 0, "locked_until": ""}
        self._database.run(
            update(ACCOUNTS).where(here).values(values),
            delete(SESSIONS).where(SESSIONS.c.account == name),
            delete(TOKENS).where(TOKENS.c.account == name),
        )

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions."""
        self._database.run(delete(ACCOUNTS).where(ACCOUNTS.c.name == name))

    def note_failure(self, name: str, *, most: int, locked_until: datetime) -> None:
        """Count a wrong password; at the most of them the account is locked until a moment."""
        here = ACCOUNTS.c.name == name
        locked = {"failures": 0, "locked_until": stored_text.written(locked_until)}
        # One statement counts, so that guesses sent at once are all counted.
        self._database.run(
            update(ACCOUNTS).where(here).values(failures=ACCOUNTS.c.failures + 1),
            update(ACCOUNTS).where(here, ACCOUNTS.c.failures >= most).values(locked),
        )

    def forget_failures(self, name: str) -> None:
        """Begin to count again, after the right password."""
        self._change(name, failures=0, locked_until="")

    def begin_session(self, name: str, token_hash: str, ends_at: datetime) -> None:
        """Write a session down."""
        values = {
            "token_hash": token_hash,
            "account": name,
            "ends_at": stored_text.written(ends_at),
        }
        self._database.run(insert(SESSIONS).values(values))

    def end_session(self, token_hash: str) -> None:
        """End a session."""
        self._database.run(delete(SESSIONS).where(SESSIONS.c.token_hash == token_hash))

    def end_sessions(self, name: str) -> int:
        """End all sessions of an account; return how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(SESSIONS).where(SESSIONS.c.account == name)).rowcount

    def sessions(self, now: datetime) -> dict[str, int]:
        """Return how many sessions each account has at a moment; none for those without."""
        wanted = (
            select(SESSIONS.c.account, func.count().label("count"))
            .where(SESSIONS.c.ends_at > stored_text.written(now))
            .group_by(SESSIONS.c.account)
        )
        return {row["account"]: row["count"] for row in self._database.rows(wanted)}

    def session_person(self, token_hash: str, now: datetime) -> Person | None:
        """Return whose session it is, as the account is now; None when it has ended."""
        rows = self._database.rows(
            select(ACCOUNTS)
            .join(SESSIONS, SESSIONS.c.account == ACCOUNTS.c.name)
            .where(
                SESSIONS.c.token_hash == token_hash, SESSIONS.c.ends_at > stored_text.written(now)
            )
        )
        return _account(rows[0]).person if rows else None

    def _change(self, name: str, **values: str | int) -> None:
        self._database.run(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(**values))


def _account(row: RowMapping) -> Account:
    return Account(
        person=Person(row["name"], Role(row["role"]), tuple(json.loads(row["groups"]))),
        password_hash=row["password_hash"],
        failures=row["failures"],
        locked_until=stored_text.read(row["locked_until"]) if row["locked_until"] else None,
        created_at=stored_text.read(row["created_at"]),
    )
