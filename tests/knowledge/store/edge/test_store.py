"""The embedded store on its own disk: generations untouched, copies shared, disks that fail."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from knowledge.domain.passages import PassageVectors, SparseVector
from knowledge.domain.queries import DenseSearch, Filters, Fusion
from knowledge.store.edge.segments import EXACT_UP_TO_PASSAGES
from knowledge.store.edge.shard import PassageShard
from knowledge.store.edge.store import EdgeStore
from tests.builders import hybrid, passages, published
from tests.knowledge.store.edge.edge_process import version

STAFF = Filters(groups=("staff",))
STATE = passages("state.md", version(1))
OTHER = passages("other.md", version(2))


def fingerprint(folder: Path) -> dict[str, str]:
    """Return each file's hash and time of change."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        + str(path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def copied(folder: Path) -> list[Path]:
    return [path for path in (folder / "runtime").glob("reader-*/*") if path.is_dir()]


def test_a_published_generation_is_never_touched(store: EdgeStore, tmp_path: Path) -> None:
    reader = published(store, "plans", STATE)
    generation = tmp_path / "kb" / "plans" / "1"
    before = fingerprint(generation)

    reader.search(hybrid("state"), STAFF, limit=5)
    published(store, "plans", OTHER).count()
    reader.close()

    assert fingerprint(generation) == before


def test_readers_of_one_store_share_one_copy(store: EdgeStore, tmp_path: Path) -> None:
    published(store, "plans", STATE)

    counts = [store.open("plans").count(), store.open("plans").count()]

    assert counts == [20, 20]
    assert len(copied(tmp_path)) == 1


def test_moving_over_deletes_the_copy_before(store: EdgeStore, tmp_path: Path) -> None:
    reader = published(store, "plans", STATE)
    reader.count()
    first = copied(tmp_path)

    published(store, "plans", OTHER)
    count = reader.count()

    assert count == 40
    assert len(copied(tmp_path)) == 1
    assert copied(tmp_path) != first


def test_a_closed_reader_leaves_no_copy_and_opens_again_when_asked(
    store: EdgeStore, tmp_path: Path
) -> None:
    reader = published(store, "plans", STATE)
    reader.count()

    reader.close()

    assert list((tmp_path / "runtime").iterdir()) == []
    assert reader.count() == 20


def test_threads_search_while_the_generation_moves_on(store: EdgeStore) -> None:
    reader = published(store, "plans", STATE)
    sizes: set[int] = set()
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            sizes.add(len(reader.search(hybrid("state part"), STAFF, limit=50)))

    with ThreadPoolExecutor(max_workers=3) as threads:
        searching = [threads.submit(search) for _ in range(3)]
        published(store, "plans", OTHER)
        stop.set()

    assert [each.exception() for each in searching] == [None, None, None]
    assert sizes <= {20, 40}
    assert reader.count() == 40


def test_beyond_the_threshold_a_graph_finds_what_an_exact_search_finds(tmp_path: Path) -> None:
    amount, dimension = EXACT_UP_TO_PASSAGES + 200, 16
    rows = np.random.default_rng(1).normal(size=(amount, dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    many = passages("many.md", [f"Passage {number}" for number in range(amount)])
    sparse = (SparseVector((1,), (1.0,)),) * amount
    shard = PassageShard.create(tmp_path / "shard", dimension)
    shard.put(many, PassageVectors(rows, sparse))

    shard.optimize()
    hits = shard.search([DenseSearch(rows[7])], STAFF, limit=50, fusion=Fusion.SCORES)

    nearest = np.argsort(-(rows @ rows[7]))[:50]
    shared = {hit.passage.id for hit in hits} & {many[each].id for each in nearest}
    assert shard.indexed() == 2 * amount
    assert len(shared) >= 48
