"""What every store hands out with its vectors, and what it forgets for good, on both engines."""

from __future__ import annotations

import numpy as np

from knowledge.domain.passages import rows_of
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Store
from tests.builders import MANIFEST, passages, published, record, vectors
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    PRIVACY,
    REFUNDS,
    every_text,
    texts,
)

pytestmark = IN_MEMORY_WARNINGS


def test_a_documents_passages_come_with_the_vectors_that_were_put(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, list(reversed(DEPENDANTS)))

    found = reader.stored(DEPENDANTS[0].document_id)

    made = vectors(DEPENDANTS)
    assert [each.passage for each in found] == DEPENDANTS
    np.testing.assert_allclose(rows_of(found, 64).dense, made.dense, atol=1e-6)
    assert [sorted(each.sparse.indices) for each in found] == [
        sorted(sparse.indices) for sparse in made.sparse
    ]
    assert reader.stored("nobody") == []


def test_the_documents_of_all_generations_are_listed(store: Store) -> None:
    published(store, "plans", REFUNDS, PRIVACY)
    with store.write("plans", MANIFEST) as writer:
        writer.remove([PRIVACY[0].document_id])
        writer.publish()

    assert store.every_document("plans") == [record(PRIVACY), record(REFUNDS)]


def test_every_passage_whose_files_lie_here_is_listed_for_a_proof(store: Store) -> None:
    published(store, "plans", REFUNDS, PRIVACY)
    with store.write("plans", MANIFEST) as writer:
        writer.remove([PRIVACY[0].document_id])
        writer.publish()
        listed = {passage.id for passage in store.every_passage("plans")}

    live, removed = ({passage.id for passage in each} for each in (REFUNDS, PRIVACY))
    assert listed in (live, live | removed)
    assert isinstance(store, EdgeStore) == (listed == live | removed)


def test_a_purged_document_is_in_no_generation(store: Store) -> None:
    published(store, "plans", PRIVACY)
    reader = published(store, "plans", REFUNDS)
    with store.write("plans", MANIFEST) as writer:
        found = writer.purge([PRIVACY[0].document_id])
        writer.publish()

    assert [each.passage for each in found] == PRIVACY
    assert every_text(reader) == sorted(each.text for each in REFUNDS)
    assert PRIVACY[0].text not in texts(reader, "diagnoses disclosed")
    assert store.every_document("plans") == [record(REFUNDS)]
    assert [(g.documents, g.passages) for g in store.generations("plans")] == [
        (0, 0),
        (1, 2),
        (1, 2),
    ]
    store.rollback("plans", store.generations("plans")[0].number)
    assert every_text(reader) == []
    assert reader.documents() == []


def test_a_document_that_was_removed_before_can_still_be_purged(store: Store) -> None:
    published(store, "plans", REFUNDS, PRIVACY)
    with store.write("plans", MANIFEST) as writer:
        writer.remove([PRIVACY[0].document_id])
        writer.publish()

    with store.write("plans", MANIFEST) as writer:
        found = writer.purge([PRIVACY[0].document_id])
        writer.publish()

    store.rollback("plans", store.generations("plans")[0].number)
    assert [each.passage for each in found] == PRIVACY
    assert every_text(store.open("plans")) == sorted(each.text for each in REFUNDS)


def test_after_a_purge_documents_can_be_written(store: Store) -> None:
    published(store, "plans", REFUNDS, PRIVACY)
    with store.write("plans", MANIFEST) as writer:
        writer.purge([PRIVACY[0].document_id])
        writer.put(record(DEPENDANTS), DEPENDANTS, vectors(DEPENDANTS))
        writer.publish()

    again = published(store, "plans", passages("new.md", ["New."]))

    assert again.count() == 6
    assert "New." in every_text(again)
