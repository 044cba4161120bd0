"""What each form of vectors costs and finds, on one's own passages: one table."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import FloatRows
from knowledge.domain.queries import DenseSearch
from knowledge.domain.vector_storage import VectorStorage
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest, Reader
from labs.bench.store import FILTERS, NAME, RECALL_AT, exact_best, fill_store, recall_of
from labs.bench.texts import MOST_SEARCHES, KnowledgeBase, refuse_few

_SECTOR_BYTES = 512  # what st_blocks counts in; sparse files are larger in name than on the disk


@dataclass(frozen=True, slots=True)
class StorageFigures:
    """One form of vectors: its size, what it finds, how fast.

    `searched_bytes` are those that a search goes through, kept in memory; `kept_bytes` with the
    vectors that rescore, which stay on the disk. Both per passage, files of the dense vectors only.
    """

    storage: VectorStorage
    searched_bytes: float
    kept_bytes: float
    recall: float
    p50_milliseconds: float
    p99_milliseconds: float
    fill_seconds: float


def bench_quantization(
    rows: FloatRows,
    folder: Path,
    *,
    searches: int,
    storages: Sequence[VectorStorage] = tuple(VectorStorage),
    depth: int = 200,
) -> list[StorageFigures]:
    """Fill an embedded store with the vectors once per form, and search it.

    The last `searches` rows are the questions and are not put in. Recall is against comparing each
    question with every vector.
    """
    asked, kept = rows[-searches:], rows[:-searches]
    exact = exact_best(asked, kept)
    figures = []
    for storage in storages:
        place = folder / storage.value
        store = EdgeStore(place / "kb", place / "runtime")
        identity = EmbedderIdentity("bench", "", rows.shape[1])
        manifest = Manifest(embedder=identity, splitter="bench", vector_storage=storage)
        started = perf_counter()
        texts = [str(number) for number in range(len(kept))]
        fill_store(store, manifest, Bm25Encoder.of(manifest), texts, kept)
        filled = perf_counter() - started
        reader = store.open(NAME)
        try:
            times, found = _searched(reader, asked, depth)
        finally:
            reader.close()
        searched_bytes, kept_bytes = dense_bytes(place / "kb")
        p50, p99 = np.percentile(times, [50, 99])
        figures.append(
            StorageFigures(
                storage=storage,
                searched_bytes=searched_bytes / len(kept),
                kept_bytes=kept_bytes / len(kept),
                recall=recall_of(found, exact),
                p50_milliseconds=float(p50),
                p99_milliseconds=float(p99),
                fill_seconds=filled,
            )
        )
        shutil.rmtree(place)
    return figures


def dense_bytes(folder: Path) -> tuple[int, int]:
    """Return the bytes of what dense searches go through, and of all dense vectors, on the disk."""
    codes = vectors = 0
    for path in folder.rglob("*"):
        owner = path.relative_to(folder).as_posix()
        if not path.is_file() or "sparse" in owner:
            continue
        used = path.stat().st_blocks * _SECTOR_BYTES
        codes += used if "quantized" in owner else 0
        vectors += used if "vector_storage" in owner or "quantized" in owner else 0
    return codes or vectors, vectors


def print_quantization(
    figures: Sequence[StorageFigures], console: Console, *, passages: int, dimension: int
) -> None:
    """Print the table."""
    table = Table(title=f"Forms of vectors, {passages:,} passages, {dimension}-d")
    table.add_column("CITEWELL_VECTOR_STORAGE")
    for title in ("smaller", "searched B", "kept B", f"recall@{RECALL_AT}", "p50 ms", "p99 ms"):
        table.add_column(title, justify="right")
    for row in figures:
        table.add_row(
            row.storage.value,
            f"{32 / row.storage.bits:.4g}x",
            f"{row.searched_bytes:,.0f}",
            f"{row.kept_bytes:,.0f}",
            f"{row.recall:.4f}",
            f"{row.p50_milliseconds:.2f}",
            f"{row.p99_milliseconds:.2f}",
        )
    console.print(table)
    console.print(
        "Bytes per passage, dense vectors only: what a search goes through (in memory), and all "
        "that is kept. Recall against exact search; searches filtered, dense, 200 deep, rescored."
    )


def _searched(reader: Reader, asked: FloatRows, depth: int) -> tuple[list[float], list[set[int]]]:
    milliseconds, found = [], []
    for row in asked:
        started = perf_counter()
        hits = reader.search([DenseSearch(row, depth=depth)], FILTERS, limit=RECALL_AT)
        milliseconds.append((perf_counter() - started) * 1000)
        found.append({int(hit.passage.title) for hit in hits})
    return milliseconds, found


# The command `citewell bench quantization`.


def quantization(*, kb: KnowledgeBase = "") -> None:
    """Measure each form of vectors on a knowledge base's own: bytes, recall, time."""
    settings = Settings()
    name = kb or settings.default_kb
    with closing(open_store(settings.store, settings.data_dir).open(name)) as reader:
        stored = [each.dense for record in reader.documents() for each in reader.stored(record.id)]
    refuse_few(name, len(stored))
    # Passages of one document stand together; questions are to come from all of them.
    rows = np.random.default_rng(0).permutation(np.stack(stored))
    searches = min(MOST_SEARCHES, len(rows) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        figures = bench_quantization(rows, Path(folder), searches=searches)
    print_quantization(figures, Console(), passages=len(rows) - searches, dimension=rows.shape[1])
