"""Gives each file its document key, and sees to it that no two files claim one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.facts import StatedFacts
from ingest.roots import FoundFile
from knowledge.documents import DocumentRecord
from knowledge.errors import DocumentUnreadable

_MOVED = ", or, if that folder was moved here, say so: citewell ingest --moved-from {root!r}."


@dataclass(frozen=True, slots=True)
class _Owner:
    root: str
    source: str
    told: bool = True

    def named_from(self, *, here: bool) -> str:
        if not self.told:
            return "another document"
        return repr(self.source if here else self.place)

    @property
    def place(self) -> str:
        return f"{self.root}/{self.source}"


class Keys:
    """Who owns which key and version, among the records that stay and the files taken so far."""

    def __init__(
        self,
        records: Iterable[DocumentRecord],
        *,
        may_name: Callable[[DocumentRecord], bool] = lambda _: True,
    ) -> None:
        """Take the records; of those that may not be named only the key can be learnt."""
        self._owners: dict[tuple[str, str], _Owner] = {}
        for record in records:
            owner = _Owner(record.root, record.source, may_name(record))
            self._owners[record.facts.key, record.facts.version] = owner

    def claim(self, file: FoundFile, stated: StatedFacts, earlier: DocumentRecord | None) -> str:
        """Return the file's document key and hold it, with its version, for this file.

        A stated key is taken as it is; else the key that the file had, or its path under the
        root, told apart by the root's name where another root has that path too.

        Raises:
            DocumentUnreadable: another file has the same key and version.
        """
        me = _Owner(str(file.root), file.source)
        candidates = (stated.document_key,) if stated.document_key else _defaults(file, earlier)
        for key in candidates:
            last = key == candidates[-1]
            if self._is_free(key, stated.version, me, other_roots_too=not last):
                self._owners[key, stated.version] = me
                return key
        other = self._owners[candidates[-1], stated.version]
        here = other.root == me.root
        raise DocumentUnreadable(
            f"It has the same document_key ({candidates[-1]!r}) and version ({stated.version!r}) "
            f"as {other.named_from(here=here)}. Give one of them another version or "
            f"document_key{'.' if here or not other.told else _MOVED.format(root=other.root)}"
        )

    def _is_free(self, key: str, version: str, me: _Owner, *, other_roots_too: bool) -> bool:
        owner = self._owners.get((key, version))
        if owner is not None and owner.place != me.place:
            return False
        # Two roots may have a file of one path that are no versions of each other.
        return not other_roots_too or all(
            other.root == me.root or other.place == me.place
            for (held, _), other in self._owners.items()
            if held == key
        )


def _defaults(file: FoundFile, earlier: DocumentRecord | None) -> tuple[str, ...]:
    own = (file.source, f"{file.root.name}/{file.source}")
    if earlier is None:
        return own
    root_name = earlier.root.rstrip("/").rsplit("/", 1)[-1]
    was_default = earlier.facts.key in (earlier.source, f"{root_name}/{earlier.source}")
    return (earlier.facts.key, *own) if was_default else own
