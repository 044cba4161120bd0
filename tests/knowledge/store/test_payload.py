"""One mapping between passages, records and the JSON that both stores keep."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.store.payload import (
    day_number,
    facet_value,
    in_listing_order,
    passage_of,
    payload_of,
    record_json,
    record_of,
)
from tests.builders import passage

DATED = replace(
    passage("Leave is 25 days."),
    effective_from=date(2026, 1, 1),
    effective_to=date(2026, 12, 31),
    facets={"state": "TX", "plan": "gold"},
)
RECORD = DocumentRecord(
    id="a",
    metadata=DocumentMetadata(key="leave", version="2026", groups=("staff",)),
    title="Leave",
    source="leave.md",
    root="/docs",
    content_hash="0",
    passages=3,
)


def test_a_passage_comes_back_whole_from_its_payload() -> None:
    assert passage_of(payload_of(DATED)) == DATED


def test_a_payload_says_what_filters_look_at() -> None:
    payload = payload_of(DATED)

    assert (payload["first_day"], payload["last_day"]) == (20260101, 20261231)
    assert payload["facet_values"] == ["plan=gold", "state=TX"]
    assert day_number(date(2026, 3, 9)) == 20260309
    assert facet_value("plan", "gold") == "plan=gold"


def test_a_record_is_kept_under_the_names_that_every_release_wrote() -> None:
    kept = json.loads(record_json(RECORD))

    assert kept["facts"]["key"] == "leave"
    assert "metadata" not in kept
    assert record_of(record_json(RECORD)) == RECORD


def test_records_are_listed_by_source_and_version() -> None:
    newer = replace(RECORD, id="b", metadata=replace(RECORD.metadata, version="2027"))
    other = replace(RECORD, id="c", source="a.md")

    listed = in_listing_order({each.id: each for each in (newer, RECORD, other)})

    assert [each.id for each in listed] == ["c", "a", "b"]
