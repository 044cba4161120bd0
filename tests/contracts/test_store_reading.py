"""What every store tells of its passages and documents, on both engines."""

from __future__ import annotations

from dataclasses import replace

from knowledge.store.protocol import Store
from tests.builders import (
    MANIFEST,
    passages,
    published,
    record,
)
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    REFUNDS,
    STAFF,
    every_text,
)

pytestmark = IN_MEMORY_WARNINGS


def test_passages_come_in_the_order_of_their_ids_unknown_ones_left_out(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)

    found = reader.passages([DEPENDANTS[2].id, "nobody", REFUNDS[0].id], STAFF)

    assert found == [DEPENDANTS[2], REFUNDS[0]]
    assert reader.passages([], STAFF) == []


def test_a_document_reads_in_its_order(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, list(reversed(DEPENDANTS)))

    assert reader.document_passages(DEPENDANTS[0].document_id, STAFF) == DEPENDANTS


def test_documents_are_listed_by_source_then_version(store: Store) -> None:
    newer = passages("fees.md", ["Fees."], version="2")
    older = passages("fees.md", ["Fees."], version="1")
    reader = published(store, "plans", REFUNDS, newer, older)

    assert reader.documents() == [record(older), record(newer), record(REFUNDS)]


def test_every_passage_is_counted_and_exported(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)

    assert reader.count() == 5
    assert every_text(reader) == sorted(each.text for each in [*REFUNDS, *DEPENDANTS])


def test_a_reader_knows_its_name_and_how_the_knowledge_base_was_made(store: Store) -> None:
    manifest = replace(MANIFEST, bm25_language="german", bm25_average_length=80.0)
    reader = published(store, "plans", REFUNDS, manifest=manifest)

    assert reader.name == "plans"
    assert reader.manifest == manifest
