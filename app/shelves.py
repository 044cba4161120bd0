"""What a person may see of a knowledge base's documents, told without a search or a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.answers import Answer
from knowledge.access import Access, readable
from knowledge.documents import DocumentRecord
from knowledge.passages import Passage
from knowledge.store import Reader

OpenReader = Callable[[str], Reader]


class Shelves:
    """Looks documents up for people. Readers are opened once a knowledge base."""

    def __init__(self, open_reader: OpenReader) -> None:
        self._open = open_reader
        self._readers: dict[str, Reader] = {}

    def documents(self, name: str, access: Access) -> tuple[DocumentRecord, ...]:
        """Return the documents that somebody may see.

        Raises:
            KnowledgeBaseMissing: there is none of that name.
        """
        reader = self._reader(name)
        return tuple(readable(reader.documents(), reader.manifest.default_group, access))

    def beside(self, name: str, answer: Answer, access: Access) -> list[Passage]:
        """Return all passages of the documents that an answer cites, in reading order.

        They pass the answer's own filters, and the groups that its reader has now.
        """
        reader = self._reader(name)
        filters = replace(answer.found.query.filters, groups=access.groups, without_passages=())
        cited = dict.fromkeys(citation.passage.document_id for citation in answer.citations)
        return [p for identifier in cited for p in reader.document_passages(identifier, filters)]

    def _reader(self, name: str) -> Reader:
        if name not in self._readers:
            self._readers[name] = self._open(name)
        return self._readers[name]
