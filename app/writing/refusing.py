"""What is said when the documents do not carry an answer."""

from __future__ import annotations

from collections.abc import Sequence

from app import texts
from knowledge.documents import DocumentRecord
from knowledge.queries import Hit

_NEAREST = 3


def refusal_text(nearest: Sequence[DocumentRecord]) -> str:
    """Return the refusal with the nearest documents' titles, as Markdown."""
    if not nearest:
        return texts.REFUSAL
    listed = "\n".join(f"- {record.title}" for record in nearest)
    return f"{texts.REFUSAL}\n\n{texts.REFUSAL_NEAREST}\n\n{listed}"


def nearest_documents(
    hits: Sequence[Hit], records: Sequence[DocumentRecord]
) -> tuple[DocumentRecord, ...]:
    """Return the records of the first few documents among the hits, which the reader may see."""
    by_id = {record.id: record for record in records}
    ids = dict.fromkeys(hit.passage.document_id for hit in hits)
    return tuple(by_id[i] for i in ids if i in by_id)[:_NEAREST]
