"""Segments of the embedded store: closed when they are full, so that memory does not grow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.domain.passages import Passage, PassageVectors, SparseVector
from knowledge.domain.queries import DenseSearch, Filters, Fusion, Hit, SearchLeg, SparseSearch
from knowledge.domain.vector_storage import VectorStorage
from knowledge.store.edge import segments, shard
from knowledge.store.edge.segments import merging
from knowledge.store.edge.shard import PassageShard
from knowledge.store.edge.store import EdgeStore
from labs.bench.memory_sampling import resident_bytes
from tests.builders import MANIFEST, passage, passages, published, record, vectors
from tests.knowledge.store.edge.conftest import DIMENSION, TERMS, VOCABULARY

STAFF = Filters(groups=("staff",))
ASKED = SparseSearch(SparseVector(tuple(range(40)), (1.0,) * 40))


def batches(amount: int, *, size: int = 100) -> Iterator[tuple[list[Passage], PassageVectors]]:
    """Yield passages of many words with their vectors, the same each time."""
    random = np.random.default_rng(5)
    for start in range(0, amount, size):
        rows = random.normal(size=(size, DIMENSION)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        sparse = tuple(
            SparseVector(tuple(map(int, chosen)), tuple(map(float, random.random(TERMS))))
            for chosen in (random.choice(VOCABULARY, TERMS, replace=False) for _ in range(size))
        )
        named = [
            passage(f"Passage {start + number}", position=start + number) for number in range(size)
        ]
        yield named, PassageVectors(rows, sparse)


def filled(folder: Path, amount: int) -> PassageShard:
    """Return a shard with so many passages."""
    made = PassageShard.create(folder, DIMENSION)
    for some, their in batches(amount):
        made.put(some, their)
    return made


def scores(hits: list[Hit]) -> dict[str, float]:
    return {hit.passage.id: round(hit.score, 4) for hit in hits}


def index_kinds(folder: Path) -> list[str]:
    """Return how each segment below a folder keeps its words."""
    kinds = ("MutableRam", "ImmutableRam", "Mmap")
    told = [path.read_text() for path in sorted(folder.rglob("segment.json"))]
    return sorted(kind for text in told for kind in kinds if f'"index_type":"{kind}"' in text)


def graphs(folder: Path) -> list[int]:
    """Return how many neighbours a passage has in each segment that has a graph."""
    told = [json.loads(path.read_text()) for path in sorted(folder.rglob("segment.json"))]
    indexes = [each["config"]["vector_data"]["dense"]["index"] for each in told]
    return [index["options"]["m"] for index in indexes if index["type"] == "hnsw"]


def test_a_full_segment_is_closed_while_passages_are_put(
    tmp_path: Path, small_segments: int
) -> None:
    made = filled(tmp_path / "shard", 2 * small_segments + 200)

    assert index_kinds(tmp_path / "shard") == ["Mmap", "Mmap", "MutableRam"]
    assert made.count() >= 2 * small_segments


def test_closed_segments_are_merged_in_the_end_and_have_one_graph(
    tmp_path: Path, small_segments: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "EXACT_UP_TO_PASSAGES", 500)
    made = filled(tmp_path / "shard", 3 * small_segments)

    made.optimize()

    assert index_kinds(tmp_path / "shard") == ["Mmap", "MutableRam"]
    assert graphs(tmp_path / "shard") == [16]
    assert made.indexed() == 2 * made.count()


def test_what_is_added_to_a_published_knowledge_base_in_plenty_is_merged_with_it(
    tmp_path: Path, small_segments: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "EXACT_UP_TO_PASSAGES", 500)
    made = filled(tmp_path / "shard", 600)
    made.optimize()
    made.close()

    again = PassageShard.load_to_write(tmp_path / "shard", DIMENSION, VectorStorage.FLOAT32)
    for some, their in batches(600 + 2 * small_segments):
        again.put(some, their)
    again.optimize()

    assert index_kinds(tmp_path / "shard") == ["Mmap", "MutableRam"]
    assert graphs(tmp_path / "shard") == [16]
    assert again.count() == -(-(600 + 2 * small_segments) // 100) * 100


def test_several_segments_find_what_one_finds_with_the_same_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = filled(tmp_path / "one", 1_500)
    monkeypatch.setattr(segments, "FULL_PASSAGES", 400)
    several = filled(tmp_path / "several", 1_500)
    dense = DenseSearch(np.eye(1, DIMENSION, dtype=np.float32)[0])

    asked: list[list[SearchLeg]] = [[ASKED], [dense], [ASKED, dense]]
    found = [
        [each.search(legs, STAFF, limit=10, fusion=Fusion.SCORES) for legs in asked]
        for each in (one, several)
    ]

    assert [scores(hits) for hits in found[0]] == [scores(hits) for hits in found[1]]
    assert [len(hits) for hits in found[0]] == [10, 10, 10]


def test_what_is_in_closed_segments_is_not_in_memory(tmp_path: Path, small_segments: int) -> None:
    made = PassageShard.create(tmp_path / "shard", DIMENSION)
    own = []
    for some, their in batches(12 * small_segments):
        made.put(some, their)
        own.append(resident_bytes()[0])

    third = len(own) // 3
    # Words alone take 12 bytes each in memory, and there are 300 in a passage.
    assert max(own[2 * third :]) - max(own[:third]) < 8 * small_segments * TERMS * 12 / 4


def test_an_older_knowledge_base_takes_this_releases_settings_with_the_next_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "EXACT_UP_TO_PASSAGES", 100)
    store = EdgeStore(tmp_path / "kb", tmp_path / "runtime")
    many = passages("many.md", [f"Word {number} of a plan" for number in range(800)])
    with monkeypatch.context() as earlier:
        earlier.setattr(shard, "PLACEMENT", None)
        published(store, "plans", many)
    older = index_kinds(tmp_path / "kb" / "plans" / "1")

    other = passages("other.md", ["A new one"])
    with store.write("plans", MANIFEST) as writer:
        writer.put(record(other), other, vectors(other))
        writer.publish()

    assert older == ["ImmutableRam", "MutableRam"]
    assert index_kinds(tmp_path / "kb" / "plans" / "2") == ["Mmap", "MutableRam"]
    assert store.open("plans").count() == 801


@pytest.mark.parametrize(
    ("dimension", "storage", "most"),
    [
        (64, VectorStorage.FLOAT32, 64 * 1024**2),
        (384, VectorStorage.FLOAT32, 125_000 * 384 * 4),
        (384, VectorStorage.INT8, 125_000 * 384 * 4),
        (2_560, VectorStorage.FLOAT16, 125_000 * 2_560 * 2),
    ],
)
def test_segments_are_merged_up_to_64_mb_or_125_000_vectors_if_those_are_more(
    dimension: int, storage: VectorStorage, most: int
) -> None:
    assert merging(dimension, storage).max_segment_size == most // 1024
