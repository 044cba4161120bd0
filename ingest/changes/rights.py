"""Holds a run to what its asker may change: what it takes, replaces, ends, removes and tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from knowledge.domain.access import (
    Access,
    Role,
    groups_of,
    may_change_all,
    may_file_under,
    may_read,
    readers_of,
)
from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.errors import DocumentUnreadable


class Rights:
    """What one asker may do to the documents of one knowledge base, as they are now.

    `own_roots` are what the asker gave themselves, of which everything is told.
    """

    def __init__(
        self,
        access: Access,
        records: Iterable[DocumentRecord],
        default_group: str,
        *,
        own_roots: Iterable[str] = (),
    ) -> None:
        self._access = access
        self._default_group = default_group
        self._own_roots = frozenset(own_roots)
        self.knows_all = access.role is Role.ADMIN
        self._by_key: dict[str, list[DocumentRecord]] = defaultdict(list)
        for record in records:
            self._by_key[record.metadata.key].append(record)

    def check(self, metadata: DocumentMetadata, earlier: Sequence[DocumentRecord]) -> None:
        """Make sure that a document may be taken in, in the place of the `earlier` ones.

        Raises:
            DocumentUnreadable: it is for groups that the asker is not in, or another version of a
                document that the asker may not change: a new one ends or replaces it.
        """
        groups = groups_of(metadata, self._default_group)
        if not may_file_under(groups, self._access):
            theirs = ", ".join(self._access.groups) or "none"
            raise DocumentUnreadable(
                f"It would be read by {', '.join(groups)}; who adds it must be in all of these "
                f"groups, and is in {theirs}. State other groups, or ask an admin."
            )
        touched = [*earlier, *self._by_key[metadata.key]]
        if not may_change_all(touched, self._default_group, self._access):
            raise DocumentUnreadable(
                f"The document key {metadata.key!r} is taken by a document that is not yours to "
                "change. Give the file another document key, or ask an admin."
            )

    def may_change(self, records: Iterable[DocumentRecord]) -> bool:
        """Tell whether all of these may be replaced or removed."""
        return may_change_all(records, self._default_group, self._access)

    def may_read(self, record: DocumentRecord) -> bool:
        """Tell whether the asker may know of a document."""
        return may_read(readers_of(record, self._default_group), self._access)

    def may_know(self, root: str, record: DocumentRecord | None) -> bool:
        """Tell whether the asker may know of a file below a root, of which a record may be made."""
        if self.knows_all or root in self._own_roots:
            return True
        return record is not None and self.may_read(record)
