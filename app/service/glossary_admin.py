"""What a curator sees of a knowledge base's glossary, and changes in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.auth.visitor import Visitor
from app.database.audit import Action, AuditLog
from app.i18n import curator_texts, texts
from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.access import may_change_all, readable
from knowledge.domain.documents import DefinedTerm, DocumentRecord
from knowledge.domain.errors import ConfigurationError, InputError, NotPermitted
from knowledge.lexical.glossary import is_same, read_rows, written
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store


class TermState(StrEnum):
    """Where a term comes from, and whether it holds."""

    DEFINED = "defined"
    ADDED = "added"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of one document, or of all ("")."""

    term: DefinedTerm
    document_key: str
    title: str
    state: TermState

    def holds(self, words: Iterable[str]) -> bool:
        """Tell whether its expressions or its document hold all the words, in small letters."""
        said = f"{written(self.term)} {self.title} {self.document_key}".casefold()
        return all(word in said for word in words)


def term_rows(records: Sequence[DocumentRecord], decided: CuratorRecords) -> list[TermRow]:
    """Return the terms of these documents, and those for all, by their first expression."""
    now = decided.glossary.decisions()
    titles = {"": ""} | {each.metadata.key: each.title for each in records}
    rows = [
        TermRow(each.term, each.document_key, titles[each.document_key], state)
        for decisions, state in ((now.added, TermState.ADDED), (now.struck, TermState.STRUCK))
        for each in decisions
        if each.document_key in titles
    ]
    for record in records:
        key = record.metadata.key
        rows += [
            TermRow(term, key, record.title, TermState.DEFINED)
            for term in record.terms
            if not any(key == e.document_key and is_same(term, e.term) for e in now.struck)
        ]
    unique = {(row.document_key, row.state, row.term): row for row in rows}
    return sorted(unique.values(), key=lambda row: (row.term.said[0].casefold(), row.document_key))


def term_of(line: str) -> DefinedTerm:
    """Read "said; said => written", or "one = other".

    Raises:
        InputError: it is neither.
    """
    unreadable = InputError(curator_texts.TERM_UNREADABLE.format(line=line.strip()[:80]))
    try:
        row = next(read_rows(line), None)
    except ConfigurationError as error:
        raise unreadable from error
    if row is None or not row.said:
        raise unreadable
    return DefinedTerm(row.said, row.meant)


class GlossaryAdmin:
    """The glossaries as one curator may see and change them; who that is, is asked each time."""

    def __init__(self, settings: Settings, store: Store, audit: AuditLog, visitor: Visitor) -> None:
        self._settings = settings
        self._store = store
        self._audit = audit
        self._visitor = visitor

    def rows(self, name: str) -> list[TermRow]:
        """Return the terms of the documents that this person may see, and those for all."""
        return term_rows(self._mine(name), self._decided(name))

    def may_change_for_all(self, name: str) -> bool:
        """Tell whether this person may enter terms for every reader: who sees every document."""
        default = self._store.open(name).manifest.default_group
        access = self._visitor.curator().access
        return may_change_all(self._store.open(name).documents(), default, access)

    def add(self, name: str, term: DefinedTerm, document_key: str = "") -> None:
        """Add a term.

        Raises:
            NotPermitted: it would be for readers, or of a document, that this person does not see.
            InputError: there are not two expressions.
        """
        self._check(name, document_key)
        self._decided(name).glossary.add(term, document_key)
        self._note(name, "added", term)

    def strike(self, name: str, row: TermRow) -> None:
        """Take a term out.

        Raises:
            NotPermitted: as for `add`.
        """
        self._check(name, row.document_key)
        self._decided(name).glossary.strike(row.term, row.document_key)
        self._note(name, "struck", row.term)

    def restore(self, name: str, row: TermRow) -> None:
        """Let a struck term hold again.

        Raises:
            NotPermitted: as for `add`.
        """
        self._check(name, row.document_key)
        self._decided(name).glossary.restore(row.term, row.document_key)
        self._note(name, "restored", row.term)

    def correct(self, name: str, row: TermRow, term: DefinedTerm) -> None:
        """Put another term in the place of one; it belongs to the same document.

        Raises:
            NotPermitted: as for `add`.
            InputError: there are not two expressions.
        """
        self._check(name, row.document_key)
        glossary = self._decided(name).glossary
        glossary.add(term, row.document_key)
        if not is_same(term, row.term):
            glossary.strike(row.term, row.document_key)
        self._note(name, "corrected", term)

    def _check(self, name: str, document_key: str) -> None:
        seen = {each.metadata.key for each in self._mine(name)}
        allowed = document_key in seen if document_key else self.may_change_for_all(name)
        if not allowed:
            raise NotPermitted(texts.NOT_ALL_YOURS)

    def _mine(self, name: str) -> list[DocumentRecord]:
        reader = self._store.open(name)
        access = self._visitor.curator().access
        return readable(reader.documents(), reader.manifest.default_group, access)

    def _decided(self, name: str) -> CuratorRecords:
        return CuratorRecords(self._settings.data_dir, name)

    def _note(self, name: str, what: str, term: DefinedTerm) -> None:
        person = self._visitor.curator()
        said = f"glossary: {what} {written(term)}"[:500]
        self._audit.note(person.name, Action.CURATED, said, knowledge_base=name)
