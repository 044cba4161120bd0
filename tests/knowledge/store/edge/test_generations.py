"""Generations on disk: which there are, and what damages them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import StoreUnavailable
from knowledge.store.edge.store import EdgeStore
from tests.builders import MANIFEST, passages, published
from tests.knowledge.store.edge.test_store import STATE


def test_an_export_stays_with_its_generation_while_another_is_published(store: EdgeStore) -> None:
    # More than a page, so that the end is read after the copy was given up.
    many = passages("many.md", [f"Passage {number}" for number in range(1_100)])
    reader = published(store, "plans", many)
    export = reader.all_passages()
    first = next(export)

    with store.write("plans", MANIFEST) as writer:
        writer.remove([many[0].document_id])
        writer.publish()
    now = reader.count()
    rest = list(export)

    assert now == 0
    assert {first.id, *(each.id for each in rest)} == {each.id for each in many}


def test_an_ingest_without_changes_copies_nothing(store: EdgeStore, tmp_path: Path) -> None:
    published(store, "plans", STATE)

    with store.write("plans", MANIFEST) as writer:
        writer.remove(["unknown"])
        during = sorted(path.name for path in (tmp_path / "kb" / "plans").iterdir())
        writer.publish()

    assert during == ["1", "CURRENT"]


def test_a_damaged_generation_is_told(store: EdgeStore, tmp_path: Path) -> None:
    reader = published(store, "plans", STATE)
    (tmp_path / "kb" / "plans" / "1" / "shard" / "edge_config.json").write_text("{")

    with pytest.raises(StoreUnavailable, match="ingest again"):
        reader.count()


@pytest.mark.parametrize("file", ["CURRENT", "1/manifest.json", "1/documents.jsonl"])
def test_a_damaged_file_is_told_with_what_to_do(
    store: EdgeStore, tmp_path: Path, file: str
) -> None:
    reader = published(store, "plans", STATE)
    (tmp_path / "kb" / "plans" / file).write_text("{\n")

    with pytest.raises(StoreUnavailable, match=r"damaged.*ingest again"):
        reader.count()
