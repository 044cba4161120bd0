"""Somebody's open page: asks again who they are at the moment when something is done or shown."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.person import Person
from app.i18n import texts
from knowledge.domain.access import Role
from knowledge.domain.errors import NotPermitted, SignInRefused


class Visitor:
    """Who was at the page when it was drawn, and whether they still are.

    A page stays open for hours, and its buttons act before its script is run again: meanwhile the
    session may have ended, the account been removed, its role or its groups been changed.
    """

    def __init__(self, name: str, ask: Callable[[], Person | None]) -> None:
        """Take the name that the page was drawn for, and what finds out who is there now."""
        self._name = name
        self._ask = ask

    @classmethod
    def always(cls, person: Person) -> Visitor:
        """Return a visitor about whom nothing changes."""
        return cls(person.name, lambda: person)

    def person(self) -> Person:
        """Return the person with the role and the groups of this moment.

        Raises:
            SignInRefused: they are not signed in any more.
        """
        now = self._ask()
        if now is None or now.name != self._name:
            raise SignInRefused(texts.SESSION_ENDED)
        return now

    def curator(self) -> Person:
        """Return the person, who may curate at this moment.

        Raises:
            SignInRefused: they are not signed in any more.
            NotPermitted: they are no curator (any more).
        """
        return self._with(Role.CURATOR, texts.CURATORS_ONLY)

    def admin(self) -> Person:
        """Return the person, who may manage people at this moment.

        Raises:
            SignInRefused: they are not signed in any more.
            NotPermitted: they are no admin (any more).
        """
        return self._with(Role.ADMIN, texts.ADMINS_ONLY)

    def _with(self, role: Role, otherwise: str) -> Person:
        person = self.person()
        if not person.role.includes(role):
            raise NotPermitted(otherwise)
        return person
