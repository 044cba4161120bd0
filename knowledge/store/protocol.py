"""The store's roles, reading and writing, and what a knowledge base remembers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import Passage, PassageVectors, StoredPassage
from knowledge.domain.queries import Filters, Fusion, Hit, SearchLeg
from knowledge.domain.vector_storage import VectorStorage

SCHEMA_VERSION = 1

KEPT_GENERATIONS = 3
"""How many published states stay at hand, the live one among them."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a knowledge base was made. Readers and writers with other settings are refused.

    `splitter` names the splitting rules and their limits; `bm25_language` and
    `bm25_average_length` (words) are the sparse encoder's settings, `bm25_rules` the number of
    the rules that it followed (`TODAYS_RULES` in bm25.py); `default_group` stands on passages of
    documents that name no group; `vector_storage` is how dense vectors are kept.
    """

    embedder: EmbedderIdentity
    splitter: str
    bm25_language: str = "english"
    bm25_average_length: float = 120.0
    bm25_rules: int = 1
    default_group: str = "staff"
    vector_storage: VectorStorage = VectorStorage.FLOAT32
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """One published state of a knowledge base."""

    number: int
    published_at: datetime
    documents: int
    passages: int
    live: bool


class Reader(Protocol):
    """A knowledge base open for reading. Follows what gets published; safe for several threads."""

    @property
    def name(self) -> str:
        """The knowledge base's name."""
        ...

    @property
    def manifest(self) -> Manifest:
        """How it was made."""
        ...

    @property
    def generation(self) -> int:
        """The number of the generation that the next call reads."""
        ...

    def search(
        self,
        legs: Sequence[SearchLeg],
        filters: Filters,
        *,
        limit: int,
        fusion: Fusion = Fusion.SCORES,
    ) -> list[Hit]:
        """Return at most `limit` hits, best first, ties by passage id; at least one leg.

        `filters.as_of` is applied to the passages' own dates; what a newer version supersedes
        must already stand in `filters.without_documents` (knowledge/domain/versions.py).
        """
        ...

    def passages(self, ids: Sequence[str], filters: Filters) -> list[Passage]:
        """Return the passages of these ids that `filters` lets through, in the order of `ids`."""
        ...

    def document_passages(self, document_id: str, filters: Filters) -> list[Passage]:
        """Return a document's passages in reading order, as far as `filters` lets through."""
        ...

    def documents(self) -> list[DocumentRecord]:
        """Return every document's record, ordered by source, then version."""
        ...

    def all_passages(self) -> Iterator[Passage]:
        """Yield every passage, for export and verification; unfiltered, so never for a reader."""
        ...

    def stored(self, document_id: str) -> list[StoredPassage]:
        """Return a document's passages with their vectors, in reading order; unfiltered.

        For export, backup and verification, so never for a reader.
        """
        ...

    def count(self) -> int:
        """Return the number of passages."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


class Writer(Protocol):
    """The one writer of a knowledge base. Nothing shows until `publish`; else all is dropped."""

    def __enter__(self) -> Self:
        """Hold the writer lock."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; what was not published is dropped."""
        ...

    def documents(self) -> list[DocumentRecord]:
        """Return the records as they stand with the changes so far."""
        ...

    def put(
        self, record: DocumentRecord, passages: Sequence[Passage], vectors: PassageVectors
    ) -> None:
        """Add a document, or replace the one with the same id and all its passages."""
        ...

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take documents and their passages out; unknown ids are ignored."""
        ...

    def purge(self, document_ids: Sequence[str]) -> list[StoredPassage]:
        """Take documents out of every generation at hand, for good; return what they held.

        It holds from `publish` on. Ids that no generation has are ignored. The files, or a server's
        collections, that are left were written without the documents' bytes.
        """
        ...

    def publish(self) -> int:
        """Make the changes the live generation, atomically, and return its number."""
        ...


class Store(Protocol):
    """Where knowledge bases live."""

    def names(self) -> list[str]:
        """Return the names of all knowledge bases, sorted."""
        ...

    def open(self, name: str) -> Reader:
        """Open for reading.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        ...

    def open_any_layout(self, name: str) -> Reader:
        """Open for a migration, whatever layout another release gave it.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        ...

    def write(self, name: str, manifest: Manifest) -> Writer:
        """Return a writer for the knowledge base, which is created when missing.

        Raises:
            KnowledgeBaseBusy: another writer holds it (raised on entering the writer).
            KnowledgeBaseMismatch: it was made with another manifest (names both, and what to do).
        """
        ...

    def rebuild(self, name: str, manifest: Manifest) -> Writer:
        """Return a writer that rebuilds the knowledge base beside the live one, by any manifest.

        It begins without documents; what it publishes takes over at once, and a rollback goes back.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        ...

    def generations(self, name: str) -> list[GenerationInfo]:
        """Return the generations at hand, oldest first, the live one among them."""
        ...

    def every_document(self, name: str) -> list[DocumentRecord]:
        """Return the records of all generations at hand, those of removed documents too."""
        ...

    def every_passage(self, name: str) -> Iterator[Passage]:
        """Yield the passages of all generations whose files lie here, for a proof; unfiltered.

        Of a server, whose files lie elsewhere, those of the live one. A passage may come twice.
        """
        ...

    def rollback(self, name: str, generation: int | None = None) -> int:
        """Make an older generation live (by default the one before); return its number."""
        ...

    def drop(self, name: str) -> None:
        """Delete a whole knowledge base with all generations."""
        ...
