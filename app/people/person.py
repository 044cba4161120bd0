"""Who is at the page, and what they may do and see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each includes the one before."""

    READER = "reader"
    CURATOR = "curator"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Tell whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the page. `name` owns conversations; "" is the one person of a desk unsigned.

    `groups` limits the documents; a person of no group finds nothing.
    """

    name: str
    role: Role
    groups: tuple[str, ...]
