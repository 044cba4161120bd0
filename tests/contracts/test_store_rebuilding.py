"""A knowledge base made anew with another manifest, beside the one that answers."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from knowledge.edge_store import EdgeStore
from knowledge.errors import ConfigurationError, KnowledgeBaseMismatch, KnowledgeBaseMissing
from knowledge.queries import Leg, LegKind, Query
from knowledge.retriever import Retriever
from knowledge.server_store import ServerStore
from knowledge.store import Store
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
QUERY = Query((Leg(LegKind.DENSE, (("which rule", 1.0),)),), STAFF)
RULES = passages("rules.md", ["Rules apply."])


def seen(store: Store) -> list[str]:
    with closing(store.open("plans")) as reader:
        return every_text(reader)


def test_the_old_state_answers_until_the_new_one_is_published(edge: EdgeStore) -> None:
    published(edge, "plans", REFUNDS, DEPENDANTS).close()
    before = seen(edge)

    with edge.rebuild("plans", OTHER) as writer:
        assert writer.documents() == []
        writer.put(record(RULES), RULES, vectors(RULES))
        assert seen(edge) == before
        writer.publish()

    assert seen(edge) == ["Rules apply."]
    with closing(edge.open("plans")) as reader:
        assert reader.manifest == OTHER


def test_a_rollback_goes_back_to_the_old_settings_too(edge: EdgeStore) -> None:
    published(edge, "plans", REFUNDS)
    before = seen(edge)
    with edge.rebuild("plans", OTHER) as writer:
        writer.put(record(RULES), RULES, vectors(RULES))
        writer.publish()

    edge.rollback("plans")

    assert seen(edge) == before
    with closing(edge.open("plans")) as reader:
        assert reader.manifest == MANIFEST


def test_what_is_not_published_leaves_no_trace(edge: EdgeStore) -> None:
    published(edge, "plans", REFUNDS)
    before = seen(edge)

    with edge.rebuild("plans", OTHER) as writer:
        writer.put(record(RULES), RULES, vectors(RULES))

    assert seen(edge) == before
    assert [each.number for each in edge.generations("plans")] == [1]


def test_an_open_search_says_that_it_was_rebuilt_instead_of_mixing_settings(
    edge: EdgeStore,
) -> None:
    published(edge, "plans", REFUNDS)
    with closing(edge.open("plans")) as reader:
        retriever = Retriever(reader, HashingEmbedder(), ENCODER)
        with edge.rebuild("plans", OTHER) as writer:
            writer.put(record(RULES), RULES, vectors(RULES))
            writer.publish()

        with pytest.raises(KnowledgeBaseMismatch, match="rebuilt with other settings"):
            retriever.search(QUERY, limit=3)


def test_what_is_not_there_cannot_be_rebuilt(edge: EdgeStore) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="'plans'"):
        edge.rebuild("plans", OTHER)


def test_a_server_says_how_it_is_done_there(server: ServerStore) -> None:
    published(server, "plans", REFUNDS)

    with pytest.raises(ConfigurationError, match="plans-2"):
        server.rebuild("plans", OTHER)
