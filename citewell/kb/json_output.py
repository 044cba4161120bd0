"""A passage as machines read it: docs/schemas/passage.schema.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage
from knowledge.store.protocol import GenerationInfo, Manifest, Reader

PASSAGE_SCHEMA_VERSION = 1

Json = Mapping[str, object]


def passage_as_json(passage: Passage) -> Json:
    """Return the passage with its metadata, dates as ISO days, absent values as null or ""."""
    return {
        "schema_version": PASSAGE_SCHEMA_VERSION,
        "id": passage.id,
        "document_id": passage.document_id,
        "document_key": passage.document_key,
        "version": passage.version,
        "title": passage.title,
        "headings": list(passage.headings),
        "text": passage.text,
        "position": passage.position,
        "start": passage.start,
        "end": passage.end,
        "source": passage.source,
        "source_url": passage.source_url,
        "first_page": passage.first_page,
        "last_page": passage.last_page,
        "place": passage.place,
        "effective_from": passage.effective_from and passage.effective_from.isoformat(),
        "effective_to": passage.effective_to and passage.effective_to.isoformat(),
        "groups": list(passage.groups),
        "language": passage.language,
        "facets": dict(passage.facets),
        "flags": list(passage.flags),
    }


# Knowledge bases as machines read them: docs/schemas/kb-list and kb-show.


KB_SCHEMA_VERSION = 1


def summary_as_json(reader: Reader) -> Json:
    """Return one knowledge base as `kb list --json` names it."""
    return {
        "name": reader.name,
        "generation": reader.generation,
        "documents": len(reader.documents()),
        "passages": reader.count(),
        "embedding_model": reader.manifest.embedder.name,
    }


def manifest_as_json(manifest: Manifest) -> Json:
    """Return how a knowledge base was made."""
    return {
        "embedding_model": manifest.embedder.name,
        "embedding_revision": manifest.embedder.revision,
        "dimension": manifest.embedder.dimension,
        "splitter": manifest.splitter,
        "bm25_language": manifest.bm25_language,
        "default_group": manifest.default_group,
        "schema_version": manifest.schema_version,
    }


def generation_as_json(generation: GenerationInfo) -> Json:
    """Return one published state."""
    return {
        "number": generation.number,
        "published_at": generation.published_at.isoformat(),
        "documents": generation.documents,
        "passages": generation.passages,
        "live": generation.live,
    }


def document_as_json(record: DocumentRecord) -> Json:
    """Return a document without its text."""
    metadata = record.metadata
    return {
        "id": record.id,
        "document_key": metadata.key,
        "version": metadata.version,
        "title": record.title,
        "source": record.source,
        "root": record.root,
        "passages": record.passages,
        "pages": record.pages,
        "effective_from": metadata.effective_from and metadata.effective_from.isoformat(),
        "effective_to": metadata.effective_to and metadata.effective_to.isoformat(),
        "groups": list(metadata.groups),
        "facets": dict(metadata.facets),
    }


def list_as_json(summaries: Sequence[Json]) -> Json:
    """Return what `kb list --json` prints."""
    return {"schema_version": KB_SCHEMA_VERSION, "knowledge_bases": list(summaries)}


def show_as_json(reader: Reader, generations: Sequence[GenerationInfo]) -> Json:
    """Return what `kb show --json` prints."""
    return {
        "schema_version": KB_SCHEMA_VERSION,
        **summary_as_json(reader),
        "manifest": manifest_as_json(reader.manifest),
        "generations": [generation_as_json(generation) for generation in generations],
        "document_list": [document_as_json(record) for record in reader.documents()],
    }
