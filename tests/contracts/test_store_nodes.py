"""What holds when several processes use one knowledge base through several nodes of a cluster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import permutations
from threading import Barrier

import numpy as np
import pytest

from knowledge.domain.errors import KnowledgeBaseBusy
from knowledge.domain.queries import DenseSearch, Fusion, SearchLeg
from knowledge.store.protocol import Store
from knowledge.store.server.store import ServerStore
from tests.builders import MANIFEST, hybrid, passages, published
from tests.conftest import SERVER_URLS
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    PRIVACY,
    REFUNDS,
    STAFF,
    VARIED,
    every_text,
    scores,
)

pytestmark = IN_MEMORY_WARNINGS

RACES = 30 if len(SERVER_URLS) > 1 else 4


def holders(nodes: list[ServerStore]) -> int:
    """Let a writer at each node begin at once; return how many were let in."""
    begin, done = Barrier(len(nodes)), Barrier(len(nodes))

    def begun(store: ServerStore) -> bool:
        writer = store.write("plans", MANIFEST)
        with ExitStack() as held:
            begin.wait()
            try:
                held.enter_context(writer)
            except KnowledgeBaseBusy:
                return False
            finally:
                done.wait()
            return True

    with ThreadPoolExecutor(len(nodes)) as pool:
        return sum(pool.map(begun, nodes))


def test_of_writers_that_begin_at_once_one_is_let_in(nodes: list[ServerStore]) -> None:
    published(nodes[0], "plans", REFUNDS)

    let_in = [holders(nodes) for _ in range(RACES)]

    assert let_in == [1] * RACES


def test_what_one_node_took_the_others_show_at_once(nodes: list[ServerStore]) -> None:
    documents = [passages(f"{n}.md", [f"Text {n}."]) for n in range(len(nodes) * 2)]

    for written, document in enumerate(documents, start=1):
        published(nodes[written % len(nodes)], "plans", document)
        shown = [every_text(node.open("plans")) for node in nodes]
        assert shown == [[f"Text {n}." for n in range(written)]] * len(nodes)


def test_a_rollback_and_a_purge_by_one_hold_for_the_others(nodes: list[ServerStore]) -> None:
    readers = [published(node, "plans", REFUNDS, PRIVACY) for node in nodes]
    with nodes[-1].write("plans", MANIFEST) as writer:
        writer.purge([PRIVACY[0].document_id])
        writer.publish()

    nodes[0].rollback("plans")

    kept = sorted(each.text for each in REFUNDS)
    assert [every_text(reader) for reader in readers] == [kept] * len(nodes)
    assert [node.every_document("plans") for node in nodes] == [readers[0].documents()] * len(nodes)


def test_a_draft_begun_by_one_keeps_writers_out_of_the_others(nodes: list[ServerStore]) -> None:
    published(nodes[0], "plans", REFUNDS)
    nodes[0].begin_draft("plans", MANIFEST, 2)

    for node in nodes:
        with pytest.raises(KnowledgeBaseBusy, match="2 shares"):
            published(node, "plans", PRIVACY)

    assert nodes[-1].abort_draft("plans").shards == 2
    assert published(nodes[0], "plans", PRIVACY).count() == 3


@pytest.mark.parametrize("fusion", list(Fusion))
def test_every_node_finds_what_the_embedded_store_finds(
    nodes: list[ServerStore], edge: Store, fusion: Fusion
) -> None:
    documents = [REFUNDS, DEPENDANTS, PRIVACY, VARIED]
    ours = published(edge, "plans", *documents)
    theirs = [published(nodes[0], "plans", *documents), *(n.open("plans") for n in nodes[1:])]
    vectors = np.random.default_rng(5).normal(size=(2, 64)).astype(np.float32)
    # Dense legs alone: each of several shards counts by itself how rare a word is.
    legs: list[SearchLeg] = [DenseSearch(vectors[0], weight=0.6), DenseSearch(vectors[1], depth=20)]

    found = ours.search(legs, STAFF, limit=10, fusion=fusion)
    by_nodes = [reader.search(legs, STAFF, limit=10, fusion=fusion) for reader in theirs]

    for hits in by_nodes:
        assert [hit.passage for hit in hits] == [hit.passage for hit in found]
        assert scores(hits) == pytest.approx(scores(found), abs=1e-5)


def test_nodes_agree_with_each_other_on_words_too(nodes: list[ServerStore]) -> None:
    published(nodes[0], "plans", REFUNDS, DEPENDANTS, PRIVACY, VARIED)

    found = [n.open("plans").search(hybrid("refund claim"), STAFF, limit=8) for n in nodes]

    for one, other in permutations(found, 2):
        assert [hit.passage.id for hit in one] == [hit.passage.id for hit in other]
