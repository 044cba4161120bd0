"""The rerankers known by name, and which one is chosen."""

from __future__ import annotations

import pytest

from knowledge.models.catalogue import rerankers
from knowledge.models.catalogue.rerankers import (
    FORMER_RERANKER,
    NO_RERANKER,
    RerankerEntry,
    chosen_reranker,
)

ENTRIES = {
    name: entry
    for value in vars(rerankers).values()
    if isinstance(value, dict)
    for name, entry in value.items()
    if isinstance(entry, RerankerEntry)
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_says_what_its_model_needs(name: str) -> None:
    entry = ENTRIES[name]

    assert entry.name == name
    assert entry.source
    assert entry.licence
    assert entry.max_tokens > 0


def test_there_are_entries() -> None:
    assert "bge-reranker-v2-m3" in ENTRIES


def test_a_reranker_that_is_set_is_chosen_and_none_is_none() -> None:
    assert chosen_reranker("bge-reranker-v2-m3") == "bge-reranker-v2-m3"
    assert [chosen_reranker(each) for each in ("", NO_RERANKER, FORMER_RERANKER)] == ["", "", ""]
