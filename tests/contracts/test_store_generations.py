"""What every store keeps of the past, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.domain.errors import InputError
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
)

pytestmark = IN_MEMORY_WARNINGS


def test_generations_tell_what_was_published_when(store: Store) -> None:
    started = datetime.now(UTC)
    published(store, "plans", REFUNDS)
    published(store, "plans", DEPENDANTS)

    first, second = store.generations("plans")

    assert (first.documents, first.passages, first.live) == (1, 2, False)
    assert (second.documents, second.passages, second.live) == (2, 5, True)
    assert started <= first.published_at <= second.published_at <= datetime.now(UTC)
    assert first.number < second.number


def test_the_last_three_generations_stay(store: Store) -> None:
    readers = [
        published(store, "plans", passages(f"{number}.md", [f"Text {number}."]))
        for number in range(5)
    ]

    kept = store.generations("plans")

    assert [each.documents for each in kept] == [3, 4, 5]
    assert readers[0].count() == 5


def test_a_rollback_shows_the_generation_before_to_open_readers(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)
    shorter = passages("dependants.md", [DEPENDANTS[0].text, "Proof may be asked for."])
    with store.write("plans", MANIFEST) as writer:
        writer.put(record(shorter), shorter, vectors(shorter))
        writer.remove([document_id("refunds.md")])
        writer.publish()

    target = store.rollback("plans")

    assert reader.generation == target
    assert every_text(reader) == sorted(each.text for each in [*REFUNDS, *DEPENDANTS])
    assert reader.documents() == [record(DEPENDANTS), record(REFUNDS)]
    assert reader.document_passages(document_id("dependants.md"), STAFF) == DEPENDANTS


def test_a_rollback_can_be_undone(store: Store) -> None:
    published(store, "plans", REFUNDS)
    reader = published(store, "plans", PRIVACY)
    newest = reader.generation

    store.rollback("plans")
    store.rollback("plans", newest)

    assert reader.count() == 3


def test_what_a_rollback_left_behind_never_comes_back(store: Store) -> None:
    published(store, "plans", REFUNDS)
    abandoned = published(store, "plans", DEPENDANTS).generation
    with store.write("plans", MANIFEST) as writer:
        writer.remove([document_id("refunds.md")])
        writer.publish()
    store.rollback("plans")
    store.rollback("plans")

    reader = published(store, "plans", PRIVACY)

    assert every_text(reader) == sorted(each.text for each in [*REFUNDS, *PRIVACY])
    assert reader.documents() == [record(PRIVACY), record(REFUNDS)]
    assert reader.generation > abandoned
    assert abandoned not in [each.number for each in store.generations("plans")]
    assert store.rollback("plans") < abandoned
    assert every_text(reader) == sorted(each.text for each in REFUNDS)


def test_a_rollback_to_nothing_says_what_there_is(store: Store) -> None:
    number = published(store, "plans", REFUNDS).generation

    with pytest.raises(InputError, match=rf"no generation before the live one.*\[{number}\]"):
        store.rollback("plans")
    with pytest.raises(InputError, match="no generation 99"):
        store.rollback("plans", 99)
