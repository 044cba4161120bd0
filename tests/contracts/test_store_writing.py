"""What every store does when it is written to, by one writer at a time, on both engines."""

from __future__ import annotations

import os

import numpy as np
import pytest

from knowledge.domain.errors import KnowledgeBaseBusy, KnowledgeBaseMismatch, KnowledgeBaseMissing
from knowledge.domain.passages import PassageVectors
from knowledge.store.protocol import Store
from tests.builders import (
    MANIFEST,
    document_id,
    passages,
    published,
    record,
    vectors,
)
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    PRIVACY,
    REFUNDS,
    STAFF,
    every_text,
    texts,
)

pytestmark = IN_MEMORY_WARNINGS


def test_a_document_put_again_is_replaced_with_all_its_passages(store: Store) -> None:
    reader = published(store, "plans", DEPENDANTS, REFUNDS)
    shorter = passages("dependants.md", [DEPENDANTS[0].text, "Proof may be asked for."])

    published(store, "plans", shorter)

    assert reader.document_passages(document_id("dependants.md"), STAFF) == shorter
    assert reader.count() == 4
    assert reader.documents() == [record(shorter), record(REFUNDS)]


def test_a_document_put_twice_before_publishing_stands_once(store: Store) -> None:
    published(store, "plans", DEPENDANTS)
    final = passages("dependants.md", ["Final text."])

    reader = published(store, "plans", REFUNDS, DEPENDANTS, final)

    assert reader.document_passages(document_id("dependants.md"), STAFF) == final
    assert reader.count() == 3


def test_a_removed_document_is_found_by_nothing(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)

    with store.write("plans", MANIFEST) as writer:
        writer.remove([document_id("refunds.md"), "unknown"])
        writer.publish()

    assert every_text(reader) == sorted(each.text for each in DEPENDANTS)
    assert "Refunds" not in " ".join(texts(reader, "refunds"))
    assert reader.passages([REFUNDS[0].id], STAFF) == []
    assert reader.documents() == [record(DEPENDANTS)]


def test_a_document_removed_and_put_back_is_there_once(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)

    with store.write("plans", MANIFEST) as writer:
        writer.remove([document_id("refunds.md")])
        writer.put(record(REFUNDS), REFUNDS, vectors(REFUNDS))
        writer.publish()

    assert list(reader.passages([each.id for each in REFUNDS], STAFF)) == REFUNDS
    assert reader.count() == 2


def test_nothing_shows_before_it_is_published(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)

    with store.write("plans", MANIFEST) as writer:
        writer.put(record(PRIVACY), PRIVACY, vectors(PRIVACY))
        writer.remove([document_id("refunds.md")])
        listed = writer.documents()
        seen, found, documents = reader.count(), texts(reader, "refunds"), reader.documents()
        number = writer.publish()

    assert (seen, sorted(found), documents) == (
        2,
        sorted(each.text for each in REFUNDS),
        [record(REFUNDS)],
    )
    assert listed == [record(PRIVACY)]
    assert every_text(reader) == [PRIVACY[0].text]
    assert reader.generation == number


def test_leaving_without_publishing_drops_the_changes(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)

    with store.write("plans", MANIFEST) as writer:
        writer.put(record(PRIVACY), PRIVACY, vectors(PRIVACY))
        writer.remove([document_id("refunds.md")])
    with store.write("plans", MANIFEST) as writer:
        documents = writer.documents()
        writer.remove([document_id("dependants.md")])
        writer.publish()

    assert documents == [record(DEPENDANTS), record(REFUNDS)]
    assert every_text(reader) == sorted(each.text for each in REFUNDS)


def test_a_writer_that_fails_leaves_no_new_knowledge_base_behind(store: Store) -> None:
    def fail_at_once() -> None:
        with store.write("plans", MANIFEST) as writer:
            writer.put(record(REFUNDS), REFUNDS, vectors(REFUNDS))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        fail_at_once()

    assert store.names() == []
    with pytest.raises(KnowledgeBaseMissing):
        store.open("plans")


def test_one_writer_may_publish_more_than_once(store: Store) -> None:
    with store.write("plans", MANIFEST) as writer:
        writer.put(record(REFUNDS), REFUNDS, vectors(REFUNDS))
        first = writer.publish()
        writer.put(record(PRIVACY), PRIVACY, vectors(PRIVACY))
        second = writer.publish()
    reader = store.open("plans")

    assert second > first
    assert reader.count() == 3


def test_publishing_without_a_change_makes_no_generation(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)
    before = store.generations("plans")

    with store.write("plans", MANIFEST) as writer:
        number = writer.publish()

    assert store.generations("plans") == before
    assert number == reader.generation


def test_an_empty_knowledge_base_can_be_published_and_searched(store: Store) -> None:
    reader = published(store, "empty")

    assert texts(reader, "anything") == []
    assert reader.count() == 0
    assert reader.documents() == []


def test_vectors_of_another_dimension_are_refused(store: Store) -> None:
    short = PassageVectors(np.ones((1, 3), np.float32), vectors(PRIVACY).sparse)

    with (
        store.write("plans", MANIFEST) as writer,
        pytest.raises(KnowledgeBaseMismatch, match=r"64-d.*\(3,\)"),
    ):
        writer.put(record(PRIVACY), PRIVACY, short)


def test_as_many_vectors_as_passages_are_asked_for(store: Store) -> None:
    with store.write("plans", MANIFEST) as writer, pytest.raises(ValueError, match="2 passages"):
        writer.put(record(REFUNDS), REFUNDS, vectors(REFUNDS[:1]))


def test_a_second_writer_is_told_who_writes(store: Store) -> None:
    with (
        store.write("plans", MANIFEST),
        pytest.raises(KnowledgeBaseBusy, match=rf"'plans'.*process {os.getpid()} on "),
        store.write("plans", MANIFEST),
    ):
        pytest.fail("two writers at once")


def test_the_next_writer_may_begin_when_one_is_done(store: Store) -> None:
    published(store, "plans", REFUNDS)

    reader = published(store, "plans", PRIVACY)

    assert reader.count() == 3


def test_two_knowledge_bases_may_be_written_at_once(store: Store) -> None:
    with store.write("plans", MANIFEST) as plans, store.write("drugs", MANIFEST) as drugs:
        plans.put(record(REFUNDS), REFUNDS, vectors(REFUNDS))
        drugs.put(record(PRIVACY), PRIVACY, vectors(PRIVACY))
        plans.publish()
        drugs.publish()

    assert store.names() == ["drugs", "plans"]
    assert every_text(store.open("drugs")) == [PRIVACY[0].text]


def test_nothing_is_rolled_back_or_dropped_under_a_writer(store: Store) -> None:
    published(store, "plans", REFUNDS)

    with store.write("plans", MANIFEST):
        with pytest.raises(KnowledgeBaseBusy):
            store.rollback("plans")
        with pytest.raises(KnowledgeBaseBusy):
            store.drop("plans")
