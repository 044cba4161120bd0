"""Local accounts as whoever manages them sees and changes them; each change is noted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.auth.accounts import account_name
from app.auth.passwords import check_strength, hashed
from app.database.accounts import Account
from app.database.audit import Action
from app.database.stored_text import now
from app.domain.person import Person
from app.i18n import texts
from app.records.opening import Records
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account with how many sessions it has, and when its person last did anything."""

    account: Account
    sessions: int
    last_seen: datetime | None

    @property
    def locked(self) -> bool:
        """Whether nobody can sign in with it for a while, after too many wrong passwords."""
        until = self.account.locked_until
        return until is not None and until > now()


class PeopleAdmin:
    """Manages the local accounts.

    `by` says who does it, as the audit log names them, and raises where they may not; it is asked
    again at each call. A password is asked for once all else is found to be right.
    """

    def __init__(self, records: Records, by: Callable[[], str]) -> None:
        self._records = records
        self._by = by

    def rows(self) -> list[PersonRow]:
        """Return all accounts by name."""
        self._by()
        sessions = self._records.accounts.sessions(now())
        seen = self._records.audit.last_seen()
        return [
            PersonRow(each, sessions.get(each.person.name, 0), seen.get(each.person.name))
            for each in self._records.accounts.accounts()
        ]

    def add(
        self, name: str, role: Role, groups: Sequence[str], password: Callable[[], str]
    ) -> Person:
        """Add an account and return its person.

        Raises:
            InputError: the name cannot be one or is taken, or the password is too short.
        """
        by, account = self._by(), account_name(name)
        if not account or any(not c.isprintable() or c.isspace() for c in account):
            raise InputError(
                f"{name!r} cannot be a name. Use letters, digits and signs, no spaces."
            )
        if self._records.accounts.account(account) is not None:
            raise InputError(f"There is an account {account!r} already. Choose another name.")
        person = Person(account, role, tuple(groups))
        self._records.accounts.add(person, _hashed(password()))
        self._note(by, f"added {account} as {role.value} of {', '.join(groups)}")
        return person

    def set_role(self, name: str, role: Role) -> str:
        """Change what somebody may do, at once; return their name as it is kept.

        Raises:
            InputError: there is no such account, or an admin would take their own role away.
        """
        by, account = self._by(), self._known(name)
        if account == by and role is not Role.ADMIN:
            raise InputError(texts.NOT_ONESELF)
        self._records.accounts.set_role(account, role)
        self._note(by, f"made {account} {role.value}")
        return account

    def set_groups(self, name: str, groups: Sequence[str]) -> str:
        """Change whose documents somebody sees, at once; return their name as it is kept.

        Raises:
            InputError: there is no such account.
        """
        by, account = self._by(), self._known(name)
        self._records.accounts.set_groups(account, groups)
        self._note(by, f"put {account} into {', '.join(groups) or 'no group'}")
        return account

    def set_password(self, name: str, password: Callable[[], str]) -> str:
        """Set a password: a lock is lifted, sessions end; return the name as it is kept.

        Raises:
            InputError: there is no such account, or the password is too short.
        """
        by, account = self._by(), self._known(name)
        self._records.accounts.set_password(account, _hashed(password()))
        self._note(by, f"set the password of {account}")
        return account

    def end_sessions(self, name: str) -> int:
        """Sign somebody out everywhere; return how many sessions there were.

        Raises:
            InputError: there is no such account.
        """
        by, account = self._by(), self._known(name)
        ended = self._records.accounts.end_sessions(account)
        self._note(by, f"ended {ended} sessions of {account}")
        return ended

    def remove(self, name: str, *, conversations: bool) -> tuple[str, int]:
        """Remove an account, its sessions, and its conversations if asked to.

        Returns the name as it was kept and how many conversations went.

        Raises:
            InputError: there is no such account, or it is one's own.
        """
        by, account = self._by(), self._known(name)
        if account == by:
            raise InputError(texts.NOT_ONESELF)
        self._records.accounts.remove(account)
        threads = self._records.conversations.threads(account) if conversations else []
        for thread in threads:
            self._records.conversations.delete(thread.id)
        self._note(by, f"removed {account}, with {len(threads)} conversations")
        return account, len(threads)

    def note_export(self, what: str) -> None:
        """Write down that part of the audit log was taken along."""
        self._records.audit.note(self._by(), Action.EXPORTED, what)

    def _known(self, name: str) -> str:
        account = account_name(name)
        if self._records.accounts.account(account) is None:
            raise InputError(f"There is no account {account!r}. 'citewell people list' lists them.")
        return account

    def _note(self, by: str, what: str) -> None:
        self._records.audit.note(by, Action.CHANGED_PERSON, what)


def _hashed(password: str) -> str:
    check_strength(password)
    return hashed(password)
