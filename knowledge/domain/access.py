"""Who may read a record and who may change it: the one place where that is decided.

Pages and the worker ask these functions. The store's filter (`knowledge/store/conditions.py`) is
the same rule written as a condition of the index; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.domain.documents import DocumentMetadata, DocumentRecord


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
class Access:
    """Somebody's role and groups, all that rights depend on."""

    role: Role
    groups: tuple[str, ...] = ()


NOBODY = Access(Role.READER)
"""Reads and changes nothing: what a record of unknown origin is held to."""
EVERYTHING = Access(Role.ADMIN)
"""Whoever is at the command line of the machine."""


def reading_as(groups: Iterable[str]) -> Access:
    """Return what a reader of these groups may: in the chat an admin, too, reads as one."""
    return Access(Role.READER, tuple(groups))


def groups_of(metadata: DocumentMetadata, default_group: str) -> tuple[str, ...]:
    """Return the groups that read a document: its own, else its knowledge base's default."""
    return metadata.groups or (default_group,)


def readers_of(record: DocumentRecord, default_group: str) -> tuple[str, ...]:
    """Return the groups that read the document of a record."""
    return groups_of(record.metadata, default_group)


def may_read(groups: Collection[str], access: Access) -> bool:
    """Tell whether somebody may read what these groups read; what no group reads, an admin does."""
    return access.role is Role.ADMIN or not set(groups).isdisjoint(access.groups)


def may_change(groups: Iterable[Collection[str]], access: Access) -> bool:
    """Tell whether somebody may change things, of each of which the reading groups are given."""
    return access.role.includes(Role.CURATOR) and all(may_read(each, access) for each in groups)


def may_file_under(groups: Collection[str], access: Access) -> bool:
    """Tell whether somebody may give these groups something new: they are in all of them."""
    if access.role is Role.ADMIN:
        return True
    return access.role is Role.CURATOR and bool(groups) and set(groups) <= set(access.groups)


def readable(
    records: Iterable[DocumentRecord], default_group: str, access: Access
) -> list[DocumentRecord]:
    """Return the documents that somebody may read."""
    return [each for each in records if may_read(readers_of(each, default_group), access)]


def may_change_all(records: Iterable[DocumentRecord], default_group: str, access: Access) -> bool:
    """Tell whether somebody may change every one of these documents."""
    return may_change((readers_of(each, default_group) for each in records), access)


def covers(access: Access, other: Access) -> bool:
    """Tell whether somebody may read all that somebody else may."""
    if access.role is Role.ADMIN:
        return True
    return other.role is not Role.ADMIN and set(other.groups) <= set(access.groups)


def as_text(access: Access) -> str:
    """Return what a stored row says of somebody's rights."""
    return json.dumps({"role": access.role.value, "groups": list(access.groups)})


def from_text(text: str) -> Access:
    """Return stored rights; whatever is not whole gives none."""
    try:
        value = json.loads(text)
    except ValueError:
        return NOBODY
    role, groups = (value.get("role"), value.get("groups")) if isinstance(value, dict) else (0, 0)
    if role not in list(Role) or not isinstance(groups, list):
        return NOBODY
    if not all(isinstance(each, str) for each in groups):
        return NOBODY
    return Access(Role(str(role)), tuple(groups))
