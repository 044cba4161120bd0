"""A knowledge base in another release's layout, or by other word rules, moved without its files."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from knowledge.care.migration import migrate, migrated_manifest
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import KnowledgeBaseMismatch
from knowledge.domain.passages import StoredPassage
from knowledge.domain.queries import SearchLeg, SparseSearch
from knowledge.domain.vector_storage import VectorStorage
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.store.protocol import SCHEMA_VERSION, Manifest, Store
from tests.builders import MANIFEST, passages, record, vectors
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, STAFF, every_text

pytestmark = IN_MEMORY_WARNINGS

HOUSES = passages("haus.md", ["Die Häuser sind versichert.", "Der Beitrag ist fällig."])
GERMAN = replace(MANIFEST, bm25_language="german", vector_storage=VectorStorage.FLOAT16)
OLDER = replace(MANIFEST, schema_version=SCHEMA_VERSION - 1)


def filled(store: Store, manifest: Manifest) -> None:
    with store.write("plans", manifest) as writer:
        writer.put(record(HOUSES), HOUSES, vectors(HOUSES))
        writer.publish()


def found_by_word(store: Store, manifest: Manifest, word: str) -> list[str]:
    legs: list[SearchLeg] = [SparseSearch(Bm25Encoder.of(manifest).encode_query(word), 10, 1.0)]
    with closing(store.open("plans")) as reader:
        return [hit.passage.text for hit in reader.search(legs, STAFF, limit=1)]


def upgraded(
    document: DocumentRecord, stored: list[StoredPassage]
) -> tuple[DocumentRecord, list[StoredPassage]]:
    return replace(document, title="Upgraded"), stored


def test_words_follow_other_rules_and_vectors_stay(store: Store) -> None:
    filled(store, MANIFEST)
    manifest = migrated_manifest("plans", MANIFEST, GERMAN)

    migrate(store, "plans", manifest, Bm25Encoder.of(manifest))

    assert found_by_word(store, GERMAN, "Haus") == ["Die Häuser sind versichert."]
    with closing(store.open("plans")) as reader:
        assert (reader.manifest, reader.count()) == (GERMAN, 2)


def test_a_rollback_goes_back_to_the_state_before(store: Store) -> None:
    filled(store, MANIFEST)
    migrate(store, "plans", GERMAN, Bm25Encoder.of(GERMAN))

    store.rollback("plans")

    with closing(store.open("plans")) as reader:
        assert reader.manifest == MANIFEST
        assert every_text(reader) == sorted(each.text for each in HOUSES)


def test_model_splitter_and_default_group_stay_for_they_take_the_files() -> None:
    today = replace(GERMAN, splitter="other", default_group="all")

    assert migrated_manifest("plans", MANIFEST, today) == GERMAN


def test_an_older_layout_is_refused_by_readers_and_moved_by_its_upgrade(store: Store) -> None:
    filled(store, OLDER)
    with pytest.raises(KnowledgeBaseMismatch, match="citewell kb migrate --kb plans"):
        store.open("plans")

    wanted = migrated_manifest("plans", OLDER, MANIFEST)
    migrate(
        store,
        "plans",
        wanted,
        Bm25Encoder.of(wanted),
        upgrades={SCHEMA_VERSION - 1: upgraded},
    )

    with closing(store.open("plans")) as reader:
        assert [each.title for each in reader.documents()] == ["Upgraded"]
        assert every_text(reader) == sorted(each.text for each in HOUSES)


def test_a_layout_that_no_upgrade_starts_from_is_left_alone(store: Store) -> None:
    filled(store, OLDER)

    with pytest.raises(KnowledgeBaseMismatch, match="citewell kb rebuild --kb plans"):
        migrate(store, "plans", MANIFEST, Bm25Encoder.of(MANIFEST), upgrades={})

    assert [each.number for each in store.generations("plans")] == [1]


def test_a_newer_releases_layout_is_not_touched() -> None:
    newer = replace(MANIFEST, schema_version=SCHEMA_VERSION + 1)

    with pytest.raises(KnowledgeBaseMismatch, match="newer Citewell"):
        migrated_manifest("plans", newer, MANIFEST)
