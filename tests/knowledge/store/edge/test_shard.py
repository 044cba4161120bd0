"""One folder of Qdrant Edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import StoreUnavailable
from knowledge.store.edge import shard
from knowledge.store.edge.shard import PassageShard
from tests.knowledge.store.edge.conftest import DIMENSION
from tests.knowledge.store.edge.test_segments import batches, filled, index_kinds


def test_one_large_document_fills_several_segments(tmp_path: Path, small_segments: int) -> None:
    made = PassageShard.create(tmp_path / "shard", DIMENSION)
    whole, their = next(batches(1, size=1_600))

    made.put(whole, their)

    assert index_kinds(tmp_path / "shard") == ["Mmap", "Mmap", "Mmap", "MutableRam"]
    assert made.count() == 1_600


def test_a_disk_that_cannot_take_a_closed_segment_is_told_before_it_is_written(
    tmp_path: Path, small_segments: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard, "SPARE_BYTES", 10**18)

    with pytest.raises(StoreUnavailable, match=r"The disk of .* is full"):
        filled(tmp_path / "shard", 2 * small_segments)
