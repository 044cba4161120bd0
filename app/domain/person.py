"""Who is at the page, and what they may do and see."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.access import Access, Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the page. `name` owns conversations; "" is the one person where nobody signs in.

    `groups` limits the documents; a person of no group finds nothing.
    """

    name: str
    role: Role
    groups: tuple[str, ...]

    @property
    def access(self) -> Access:
        """What they may read and change."""
        return Access(self.role, self.groups)
