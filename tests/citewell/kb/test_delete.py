"""The command that deletes a document or a knowledge base."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import InputError
from knowledge.store.edge.store import EdgeStore
from tests.citewell.kb.conftest import kb, keys


def test_a_deleted_document_goes_with_all_its_versions(store: EdgeStore) -> None:
    said = kb("delete", "desk", "--document", "copays", "--yes")

    assert said.startswith("Deleted 'copays' (2 version(s), 2 passage(s)); generation 2")
    assert keys(store) == {"refunds"}


def test_an_unknown_document_is_refused_and_nothing_changes(unchanged: EdgeStore) -> None:
    with pytest.raises(InputError, match=r"no document with the key 'nope'.*kb show desk"):
        kb("delete", "desk", "--document", "nope", "--yes")

    assert keys(unchanged) == {"copays", "refunds"}


def test_a_whole_knowledge_base_is_deleted_after_a_yes(store: EdgeStore) -> None:
    said = kb("delete", "desk", typed="y\n")

    assert "Deleted the knowledge base 'desk'." in said
    assert store.names() == []


@pytest.mark.parametrize(
    "arguments", [("delete", "desk"), ("delete", "desk", "--document", "copays")]
)
def test_without_a_yes_nothing_is_deleted(unchanged: EdgeStore, arguments: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="Nothing was deleted"):
        kb(*arguments, typed="n\n")

    assert keys(unchanged) == {"copays", "refunds"}
