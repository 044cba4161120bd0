"""One mapping between passages, records, manifests and the JSON that both stores keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import TypeAdapter

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage
from knowledge.store.protocol import Manifest

Payload = dict[str, object]

_PASSAGE = TypeAdapter(Passage)
_RECORD = TypeAdapter(DocumentRecord)
_MANIFEST = TypeAdapter(Manifest)

# Fields that exist to be filtered on, beside the passage's own.
FIRST_DAY = "first_day"
LAST_DAY = "last_day"
FACET_NAMES = "facet_names"
FACET_VALUES = "facet_values"
PASSAGE_ID = "id"
DOCUMENT_ID = "document_id"
DOCUMENT_KEY = "document_key"
GROUPS = "groups"

KEYWORD_FIELDS = (GROUPS, DOCUMENT_ID, DOCUMENT_KEY, FACET_NAMES, FACET_VALUES)
NUMBER_FIELDS = (FIRST_DAY, LAST_DAY)


def day_number(day: date) -> int:
    """Return the day as yyyymmdd: numbers in the order of days, readable in a dump."""
    return day.year * 10_000 + day.month * 100 + day.day


def facet_value(name: str, value: str) -> str:
    """Return a facet and its value as one keyword.

    Facet names are free text, which may not do as a JSON path, and would each need an index.
    """
    return f"{name}={value}"


def payload_of(passage: Passage) -> Payload:
    """Return the passage as JSON values, with the fields that filters look at."""
    payload: Payload = _PASSAGE.dump_python(passage, mode="json")
    if passage.effective_from is not None:
        payload[FIRST_DAY] = day_number(passage.effective_from)
    if passage.effective_to is not None:
        payload[LAST_DAY] = day_number(passage.effective_to)
    payload[FACET_NAMES] = sorted(passage.facets)
    payload[FACET_VALUES] = sorted(facet_value(n, v) for n, v in passage.facets.items())
    return payload


def passage_of(payload: Mapping[str, object]) -> Passage:
    """Return the passage that the payload was made from."""
    return _PASSAGE.validate_python(payload)


def record_json(record: DocumentRecord) -> str:
    """Return the record as one line of JSON."""
    return _RECORD.dump_json(record, by_alias=True).decode()


def record_of(line: str | bytes) -> DocumentRecord:
    """Return the record that the JSON was made from."""
    return _RECORD.validate_json(line)


def manifest_json(manifest: Manifest) -> str:
    """Return the manifest as JSON."""
    return _MANIFEST.dump_json(manifest, indent=2).decode()


def manifest_of(text: str | bytes) -> Manifest:
    """Return the manifest that the JSON was made from."""
    return _MANIFEST.validate_json(text)


def in_listing_order(records: Mapping[str, DocumentRecord]) -> list[DocumentRecord]:
    """Return records ordered by source, then version, then id."""
    return sorted(records.values(), key=lambda r: (r.source, r.metadata.version, r.id))
