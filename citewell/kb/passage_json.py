"""A passage as machines read it: docs/schemas/passage.schema.json."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.passages import Passage

PASSAGE_SCHEMA_VERSION = 1

Json = Mapping[str, object]


def passage_as_json(passage: Passage) -> Json:
    """Return the passage with its facts, dates as ISO days, absent values as null or ""."""
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
