"""Which knowledge bases every store opens, and which it refuses, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.domain.errors import InputError, KnowledgeBaseMismatch, KnowledgeBaseMissing
from knowledge.store.protocol import SCHEMA_VERSION, Manifest, Store
from tests.builders import (
    MANIFEST,
    hybrid,
    manifest_of,
    published,
)
from tests.contracts.store_samples import (
    IN_MEMORY_WARNINGS,
    PRIVACY,
    REFUNDS,
    STAFF,
    every_text,
)

pytestmark = IN_MEMORY_WARNINGS


def test_knowledge_bases_are_listed_by_name(store: Store) -> None:
    before = store.names()
    published(store, "b.2", REFUNDS)
    published(store, "a-1", REFUNDS)

    assert before == []
    assert store.names() == ["a-1", "b.2"]


def test_a_dropped_knowledge_base_is_gone(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)
    published(store, "other", PRIVACY)

    store.drop("plans")

    assert store.names() == ["other"]
    with pytest.raises(KnowledgeBaseMissing, match="'plans'"):
        reader.search(hybrid("refunds"), STAFF, limit=1)


def test_a_dropped_knowledge_base_can_be_made_anew_with_another_model(store: Store) -> None:
    published(store, "plans", REFUNDS)
    store.drop("plans")

    reader = published(store, "plans", PRIVACY, manifest=manifest_of("another"))

    assert every_text(reader) == [PRIVACY[0].text]


def test_an_unknown_knowledge_base_is_told_with_what_to_do(store: Store) -> None:
    with pytest.raises(KnowledgeBaseMissing, match=r"'plans'.*citewell ingest PATH --kb plans"):
        store.open("plans")
    with pytest.raises(KnowledgeBaseMissing):
        store.generations("plans")
    with pytest.raises(KnowledgeBaseMissing):
        store.rollback("plans")
    with pytest.raises(KnowledgeBaseMissing):
        store.drop("plans")


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "a b", "x" * 65, "ä", "end."])
def test_a_name_that_cannot_be_a_folder_is_refused(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="cannot name a knowledge base"):
        store.open(name)
    with pytest.raises(InputError, match="cannot name a knowledge base"):
        store.write(name, MANIFEST)


def test_another_embedding_model_is_refused_naming_both(store: Store) -> None:
    published(store, "plans", REFUNDS)

    with pytest.raises(
        KnowledgeBaseMismatch,
        match=r"'hashing'.*'zembed-1'.*CITEWELL_EMBEDDING_MODEL to 'hashing'.*kb rebuild",
    ):
        store.write("plans", manifest_of("zembed-1"))


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (replace(MANIFEST, splitter="other"), "CITEWELL_PASSAGE_TOKENS"),
        (replace(MANIFEST, bm25_language="german"), "CITEWELL_BM25_LANGUAGE"),
        (replace(MANIFEST, default_group="all"), "CITEWELL_DEFAULT_GROUP"),
        (replace(MANIFEST, bm25_average_length=7.0), "bm25_average_length"),
        (replace(MANIFEST, bm25_rules=2), "bm25_rules.*other rules"),
    ],
)
def test_other_settings_are_refused_naming_what_to_set(
    store: Store, manifest: Manifest, said: str
) -> None:
    published(store, "plans", REFUNDS)

    with pytest.raises(KnowledgeBaseMismatch, match=said):
        store.write("plans", manifest)


def test_a_layout_of_another_version_is_refused_for_reading_and_writing(store: Store) -> None:
    with store.write("plans", replace(MANIFEST, schema_version=99)) as writer:
        writer.publish()

    with pytest.raises(KnowledgeBaseMismatch, match=f"layout 99.*layout {SCHEMA_VERSION}"):
        store.write("plans", MANIFEST)
    with pytest.raises(KnowledgeBaseMismatch, match="layout 99"):
        store.open("plans")
