"""Builders of passages, records and vectors, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.passages import Passage, PassageVectors
from knowledge.domain.queries import DenseSearch, SearchLeg, SparseSearch
from knowledge.lexical.bm25 import TODAYS_RULES, Bm25Encoder
from knowledge.store.protocol import Manifest, Reader, Store
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()
MANIFEST = Manifest(embedder=EMBEDDER.identity, splitter="test", bm25_rules=TODAYS_RULES)
ENCODER = Bm25Encoder.of(MANIFEST)


def document_id(key: str, version: str = "") -> str:
    """Return the id that `passage` and `record` give to a document key."""
    return str(uuid5(NAMESPACE_URL, f"{key}#{version}"))


def passage(  # noqa: PLR0913 - a builder names every field that a test may care for
    text: str,
    *,
    document_key: str = "guide.md",
    version: str = "",
    position: int = 0,
    title: str = "Guide",
    headings: tuple[str, ...] = ("Guide",),
    groups: tuple[str, ...] = ("staff",),
    effective_from: date | None = None,
    effective_to: date | None = None,
    facets: dict[str, str] | None = None,
    first_page: int | None = None,
    last_page: int | None = None,
    source_url: str = "",
) -> Passage:
    """Build a passage; its id follows from document, version, position and text."""
    owner = document_id(document_key, version)
    return Passage(
        id=str(uuid5(NAMESPACE_URL, f"{owner}/{position}/{text}")),
        document_id=owner,
        document_key=document_key,
        title=title,
        text=text,
        headings=headings,
        position=position,
        start=0,
        end=len(text),
        source=document_key,
        version=version,
        first_page=first_page,
        last_page=last_page,
        effective_from=effective_from,
        effective_to=effective_to,
        groups=groups,
        source_url=source_url,
        facets=facets or {},
    )


def passages(document_key: str, texts: Sequence[str], *, version: str = "") -> list[Passage]:
    """Build a document's passages, one a text, in reading order."""
    return [
        passage(text, document_key=document_key, version=version, position=position)
        for position, text in enumerate(texts)
    ]


def record(of: Sequence[Passage], *, root: str = "/documents") -> DocumentRecord:
    """Build the record of the document that these passages make up."""
    first = of[0]
    metadata = DocumentMetadata(
        key=first.document_key,
        version=first.version,
        title=first.title,
        effective_from=first.effective_from,
        effective_to=first.effective_to,
        groups=first.groups,
        source_url=first.source_url,
        facets=dict(first.facets),
    )
    return DocumentRecord(
        id=first.document_id,
        metadata=metadata,
        title=first.title,
        source=first.source,
        root=root,
        content_hash="0" * 64,
        passages=len(of),
        pages=None,
    )


def vectors(of: Sequence[Passage]) -> PassageVectors:
    """Embed and encode passages as ingest does, with the hashing embedder."""
    texts = [each.search_text for each in of]
    return PassageVectors(EMBEDDER.embed_passages(texts), ENCODER.encode_passages(texts))


def dense_leg(question: str, *, weight: float = 1.0, depth: int = 200) -> DenseSearch:
    """Build a dense leg of one text."""
    return DenseSearch(EMBEDDER.embed_queries([question])[0], depth, weight)


def sparse_leg(question: str, *, weight: float = 1.0, depth: int = 200) -> SparseSearch:
    """Build a sparse leg of one text."""
    return SparseSearch(ENCODER.encode_query(question), depth, weight)


def hybrid(question: str) -> list[SearchLeg]:
    """Build a dense and a sparse leg of one text, weighing the same."""
    return [dense_leg(question), sparse_leg(question)]


def published(
    store: Store, name: str, *documents: Sequence[Passage], manifest: Manifest = MANIFEST
) -> Reader:
    """Put each sequence of passages as a document, publish, and open the knowledge base."""
    with store.write(name, manifest) as writer:
        for document in documents:
            writer.put(record(document), document, vectors(document))
        writer.publish()
    return store.open(name)


def manifest_of(embedder_name: str) -> Manifest:
    """Return the tests' manifest with another embedding model."""
    return replace(MANIFEST, embedder=replace(MANIFEST.embedder, name=embedder_name))
