"""What curators decided about a knowledge base's terms: added and struck ones, remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter

from knowledge.domain.documents import DefinedTerm
from knowledge.domain.errors import InputError, StoreUnavailable
from knowledge.files.durable import replace_text
from knowledge.lexical.glossary import Decided, Decisions, is_same

GLOSSARIES = "*.glossary.json"
"""The files of all knowledge bases, in a data folder's curation/."""
_ADAPTER = TypeAdapter(Decisions)
_FEWEST_EXPRESSIONS = 2


class GlossaryRecords:
    """The decisions about one knowledge base, in one JSON file that is replaced whole.

    Nothing of a document's own words is kept but where a curator struck or put right what it
    defines; that names the document's key, and goes with it.
    """

    def __init__(self, data: Path, knowledge_base: str) -> None:
        self._path = data / "curation" / f"{knowledge_base}.glossary.json"
        self._read: tuple[tuple[int, int], Decisions] = ((0, 0), Decisions())

    @classmethod
    def at(cls, path: Path) -> Self:
        """Return the records of the knowledge base whose file this is."""
        return cls(path.parents[1], path.name.removesuffix(GLOSSARIES.removeprefix("*")))

    def decisions(self) -> Decisions:
        """Return what is decided now; the file is read again when it has changed.

        Raises:
            StoreUnavailable: it is damaged, so that nobody can tell what was struck.
        """
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return Decisions()
        stamp = (status.st_mtime_ns, status.st_ino)
        if self._read[0] != stamp:
            try:
                self._read = (stamp, _ADAPTER.validate_json(self._path.read_bytes()))
            except ValueError as error:
                raise StoreUnavailable(
                    f"{self._path} is damaged, so it is unknown which terms curators struck. "
                    "Restore it from a backup, or delete it to begin anew."
                ) from error
        return self._read[1]

    def of(self, document_key: str) -> list[DefinedTerm]:
        """Return the terms of a document that were added or struck."""
        now = self.decisions()
        return [e.term for e in (*now.added, *now.struck) if e.document_key == document_key]

    def add(self, term: DefinedTerm, document_key: str = "") -> None:
        """Add a term: to all readers, or to those of a document, with which it goes.

        Raises:
            InputError: there are not two expressions.
        """
        if len({*term.said, *term.meant}) < _FEWEST_EXPRESSIONS:
            raise InputError(
                "A term needs two expressions: what people say, what documents call it."
            )
        now = self.decisions()
        new = Decided(document_key, term)
        others = tuple(each for each in now.added if not _same(each, new))
        self._write(replace(now, added=(*others, new)))

    def strike(self, term: DefinedTerm, document_key: str = "") -> bool:
        """Take a term out: one that was added goes, one that a document defines stays struck.

        Tells whether an added one went.
        """
        now = self.decisions()
        out = Decided(document_key, term)
        kept = tuple(each for each in now.added if not _same(each, out))
        struck = tuple(each for each in now.struck if not _same(each, out))
        went = len(kept) < len(now.added)
        self._write(Decisions(kept, struck if went or not document_key else (*struck, out)))
        return went

    def restore(self, term: DefinedTerm, document_key: str) -> None:
        """Let a term hold again that was struck."""
        now = self.decisions()
        out = Decided(document_key, term)
        self._write(replace(now, struck=tuple(e for e in now.struck if not _same(e, out))))

    def forget(self, is_gone: Callable[[Decided], bool]) -> bool:
        """Drop what is to be forgotten, added and struck; tell whether there was anything."""
        now = self.decisions()
        added = tuple(each for each in now.added if not is_gone(each))
        struck = tuple(each for each in now.struck if not is_gone(each))
        found = (added, struck) != (now.added, now.struck)
        if found:
            self._write(Decisions(added, struck))
        return found

    def _write(self, decisions: Decisions) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(self._path, _ADAPTER.dump_json(decisions, indent=2).decode())


def _same(one: Decided, other: Decided) -> bool:
    return one.document_key == other.document_key and is_same(one.term, other.term)
