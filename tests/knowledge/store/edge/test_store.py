"""The embedded store on its own disk: generations untouched, copies shared, disks that fail."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import knowledge
from knowledge.domain.errors import StoreUnavailable
from knowledge.domain.passages import PassageVectors, SparseVector
from knowledge.domain.queries import DenseSearch, Filters, Fusion
from knowledge.store.edge.segments import EXACT_UP_TO_PASSAGES
from knowledge.store.edge.shard import PassageShard
from knowledge.store.edge.store import EdgeStore
from tests.builders import MANIFEST, hybrid, passages, published, record, vectors
from tests.knowledge.store.edge.edge_process import version

ROOT = Path(knowledge.__file__).resolve().parents[1]
PROCESS = "tests.knowledge.store.edge.edge_process"
STAFF = Filters(groups=("staff",))
STATE = passages("state.md", version(1))
OTHER = passages("other.md", version(2))


@pytest.fixture
def store(tmp_path: Path) -> EdgeStore:
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 MB, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


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


def test_an_ingest_without_changes_copies_nothing(store: EdgeStore, tmp_path: Path) -> None:
    published(store, "plans", STATE)

    with store.write("plans", MANIFEST) as writer:
        writer.remove(["unknown"])
        during = sorted(path.name for path in (tmp_path / "kb" / "plans").iterdir())
        writer.publish()

    assert during == ["1", "CURRENT"]


def test_a_write_that_the_disk_refuses_leaves_the_old_generation_live(
    store: EdgeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = published(store, "plans", STATE)

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with store.write("plans", MANIFEST) as writer, monkeypatch.context() as patched:
        writer.put(record(OTHER), OTHER, vectors(OTHER))
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StoreUnavailable, match=r"No space left on device.*untouched"):
            writer.publish()

    assert reader.count() == 20
    assert sorted(path.name for path in (tmp_path / "kb" / "plans").iterdir()) == ["1", "CURRENT"]
    assert published(store, "plans", OTHER).count() == 40


def test_a_disk_that_fills_up_is_told_in_one_line(small_disk: Path) -> None:
    store = EdgeStore(small_disk / "kb", small_disk / "runtime")
    published(store, "plans", STATE)

    # In a process of its own: what is guarded against would end this one with a SIGBUS.
    writer = subprocess.run(
        [sys.executable, "-m", PROCESS, "write-until-full", str(small_disk)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (writer.returncode, writer.stderr) == (0, "")
    assert "is full" in writer.stdout
    assert writer.stdout.count("\n") == 1
    assert store.open("plans").count() == 20


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
