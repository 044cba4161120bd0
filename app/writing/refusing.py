"""What is said when the documents do not carry an answer."""

from __future__ import annotations

from collections.abc import Sequence

from app import texts
from app.answers import Found
from knowledge.documents import DocumentRecord
from knowledge.queries import Hit

_NEAREST = 3


def none_in_force(found: Found) -> str:
    """Say that no document was in force that day, where that is why nothing was found; or ""."""
    filters = found.query.filters
    if found.hits or filters.as_of is None or filters.document_keys or filters.without_passages:
        return ""
    said = texts.NONE_IN_FORCE_FITS if filters.facets else texts.NONE_IN_FORCE
    return said.format(day=texts.day(filters.as_of))


def refusal_text(found: Found, nearest: Sequence[DocumentRecord]) -> str:
    """Return the refusal with the nearest documents' titles, as Markdown."""
    if not nearest:
        return f"{texts.REFUSAL} {none_in_force(found)}".strip()
    listed = "\n".join(f"- {record.title}" for record in nearest)
    return f"{texts.REFUSAL}\n\n{texts.REFUSAL_NEAREST}\n\n{listed}"


def nearest_documents(
    hits: Sequence[Hit], records: Sequence[DocumentRecord]
) -> tuple[DocumentRecord, ...]:
    """Return the records of the first few documents among the hits, which the reader may see."""
    by_id = {record.id: record for record in records}
    ids = dict.fromkeys(hit.passage.document_id for hit in hits)
    return tuple(by_id[i] for i in ids if i in by_id)[:_NEAREST]
