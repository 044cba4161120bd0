"""A knowledge base made anew with another manifest, beside the one that answers."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from knowledge.domain.errors import KnowledgeBaseMismatch, KnowledgeBaseMissing
from knowledge.domain.passages import PassageVectors
from knowledge.domain.queries import Leg, LegKind, Query
from knowledge.search.retriever import Retriever
from knowledge.store.protocol import Store
from tests.builders import ENCODER, MANIFEST, passages, published, record, vectors
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    REFUNDS,
    STAFF,
    every_text,
)
from tests.fakes import HashingEmbedder

pytestmark = IN_MEMORY_WARNINGS

OTHER = replace(MANIFEST, splitter="another splitter", bm25_language="german")
QUERY = Query("which rule", (Leg(LegKind.DENSE, (("which rule", 1.0),)),), STAFF)
RULES = passages("rules.md", ["Rules apply."])
FEES = passages("fees.md", ["Fees apply."])


def seen(store: Store) -> list[str]:
    with closing(store.open("plans")) as reader:
        return every_text(reader)


def test_the_old_state_answers_until_the_new_one_is_published(store: Store) -> None:
    published(store, "plans", REFUNDS, DEPENDANTS).close()
    before = seen(store)

    with store.rebuild("plans", OTHER) as writer:
        assert writer.documents() == []
        writer.put(record(RULES), RULES, vectors(RULES))
        assert seen(store) == before
        writer.publish()

    assert seen(store) == ["Rules apply."]
    with closing(store.open("plans")) as reader:
        assert reader.manifest == OTHER


def test_a_rollback_goes_back_to_the_old_settings_too(store: Store) -> None:
    published(store, "plans", REFUNDS)
    before = seen(store)
    with store.rebuild("plans", OTHER) as writer:
        writer.put(record(RULES), RULES, vectors(RULES))
        writer.publish()

    store.rollback("plans")

    assert seen(store) == before
    with closing(store.open("plans")) as reader:
        assert reader.manifest == MANIFEST


def test_what_is_not_published_leaves_no_trace(store: Store) -> None:
    published(store, "plans", REFUNDS)
    before = seen(store)

    with store.rebuild("plans", OTHER) as writer:
        writer.put(record(RULES), RULES, vectors(RULES))

    assert seen(store) == before
    assert [each.number for each in store.generations("plans")] == [1]


def test_an_open_search_says_that_it_was_rebuilt_instead_of_mixing_settings(
    store: Store,
) -> None:
    published(store, "plans", REFUNDS)
    with closing(store.open("plans")) as reader:
        retriever = Retriever(reader, HashingEmbedder(), ENCODER)
        with store.rebuild("plans", OTHER) as writer:
            writer.put(record(RULES), RULES, vectors(RULES))
            writer.publish()

        with pytest.raises(KnowledgeBaseMismatch, match="rebuilt with other settings"):
            retriever.search(QUERY, limit=3)


def test_what_is_not_there_cannot_be_rebuilt(store: Store) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="'plans'"):
        store.rebuild("plans", OTHER)


def test_each_state_keeps_its_settings_through_further_changes(store: Store) -> None:
    published(store, "plans", REFUNDS)
    with store.rebuild("plans", OTHER) as writer:
        writer.put(record(RULES), RULES, vectors(RULES))
        writer.publish()
    with store.write("plans", OTHER) as writer:
        writer.put(record(FEES), FEES, vectors(FEES))
        writer.publish()
    assert seen(store) == ["Fees apply.", "Rules apply."]

    store.rollback("plans")
    after_one = seen(store)
    store.rollback("plans")

    assert after_one == ["Rules apply."]
    assert seen(store) == sorted(each.text for each in REFUNDS)
    with closing(store.open("plans")) as reader:
        assert reader.manifest == MANIFEST


def test_what_a_rollback_left_behind_does_not_come_back(store: Store) -> None:
    published(store, "plans", REFUNDS)
    with store.rebuild("plans", OTHER) as writer:
        writer.put(record(RULES), RULES, vectors(RULES))
        writer.publish()
    store.rollback("plans")

    with store.write("plans", MANIFEST) as writer:
        writer.put(record(FEES), FEES, vectors(FEES))
        writer.publish()

    assert seen(store) == sorted(["Fees apply.", *(each.text for each in REFUNDS)])
    assert len(store.generations("plans")) == 2


def test_a_document_is_purged_from_the_state_before_the_rebuild_too(store: Store) -> None:
    published(store, "plans", REFUNDS, DEPENDANTS)
    with store.rebuild("plans", OTHER) as writer:
        writer.put(record(REFUNDS), REFUNDS, vectors(REFUNDS))
        writer.publish()

    with store.write("plans", OTHER) as writer:
        writer.purge([REFUNDS[0].document_id])
        writer.publish()
    store.rollback("plans", 1)

    assert seen(store) == sorted(each.text for each in DEPENDANTS)


def test_vectors_of_another_length_take_over(store: Store) -> None:
    published(store, "plans", REFUNDS)
    wider = HashingEmbedder(dimension=96)
    texts = [each.search_text for each in RULES]

    with store.rebuild("plans", replace(MANIFEST, embedder=wider.identity)) as writer:
        terms = ENCODER.encode_passages(texts)
        writer.put(record(RULES), RULES, PassageVectors(wider.embed_passages(texts), terms))
        writer.publish()

    with closing(store.open("plans")) as reader:
        found = Retriever(reader, wider, ENCODER).search(QUERY, limit=3)
    assert [hit.passage.text for hit in found.hits] == ["Rules apply."]
