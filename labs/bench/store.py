"""How quick and how exact the embedded store is at a given size: one table."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import FloatRows, Passage, PassageVectors
from knowledge.domain.queries import DenseSearch, Filters, Fusion, SearchLeg, SparseSearch
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest, Reader
from labs.bench.texts import MOST_SEARCHES, KnowledgeBase, texts_of

IntRows = NDArray[np.int64]

NAME = "bench"
_PER_DOCUMENT = 20
_TODAY = date(2026, 6, 30)
RECALL_AT = 10
# As in real use: a group, a day, and some documents that newer versions have replaced.
FILTERS = Filters(
    groups=("staff",),
    as_of=_TODAY,
    without_documents=tuple(str(uuid5(NAMESPACE_OID, f"gone {n}")) for n in range(50)),
)


@dataclass(frozen=True, slots=True)
class SearchTimes:
    """Milliseconds of one kind of search, and the share of the true top ten that it found."""

    kind: str
    p50_milliseconds: float
    p99_milliseconds: float
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class SearchBench:
    """What one run measured. `load` is the machine's load average: above the cores it disturbs."""

    passages: int
    dimension: int
    searches: int
    fill_seconds: float
    change_seconds: float
    open_seconds: float
    load: float
    times: tuple[SearchTimes, ...]


def bench_search(
    texts: Sequence[str], rows: FloatRows, folder: Path, *, passages: int, searches: int = 200
) -> SearchBench:
    """Fill an embedded store with real texts and their vectors, and search it.

    The last `searches` texts are the questions, with their own vectors; they are not put in.
    Where there are fewer texts than `passages`, more are made by mixing pairs (`grown`).
    """
    asked, asked_rows = texts[-searches:], rows[-searches:]
    kept, kept_rows = grown(texts[:-searches], rows[:-searches], amount=passages)
    store = EdgeStore(folder / "kb", folder / "runtime")
    manifest = Manifest(embedder=EmbedderIdentity("bench", "", rows.shape[1]), splitter="bench")
    encoder = Bm25Encoder.of(manifest)
    fill = _seconds(lambda: fill_store(store, manifest, encoder, kept, kept_rows))
    change = _seconds(
        lambda: fill_store(
            store, manifest, encoder, kept[:_PER_DOCUMENT], kept_rows[:_PER_DOCUMENT]
        )
    )
    reader = store.open(NAME)
    opening = _seconds(reader.count)
    try:
        times = _times(reader, encoder, asked, asked_rows, kept_rows)
    finally:
        reader.close()
    return SearchBench(
        passages=len(kept),
        dimension=rows.shape[1],
        searches=searches,
        fill_seconds=fill,
        change_seconds=change,
        open_seconds=opening,
        load=os.getloadavg()[0],
        times=times,
    )


def print_bench(bench: SearchBench, console: Console) -> None:
    """Print the table."""
    table = Table(
        title=f"Embedded store, {bench.passages:,} passages, {bench.dimension}-d, filtered"
    )
    table.add_column("search")
    table.add_column("p50 ms", justify="right")
    table.add_column("p99 ms", justify="right")
    table.add_column(f"recall@{RECALL_AT} of exact", justify="right")
    for row in bench.times:
        recall = "" if row.recall is None else f"{row.recall:.4f}"
        table.add_row(
            row.kind, f"{row.p50_milliseconds:.2f}", f"{row.p99_milliseconds:.2f}", recall
        )
    console.print(table)
    console.print(
        f"{bench.searches} searches each; filled in {bench.fill_seconds:.1f} s, one changed "
        f"document published in {bench.change_seconds:.2f} s, opened in "
        f"{bench.open_seconds:.2f} s; load average {bench.load:.1f} on {os.cpu_count()} cores."
    )


def filled_reader(texts: Sequence[str], rows: FloatRows, folder: Path, *, passages: int) -> Reader:
    """Fill an embedded store with real texts, grown to an amount, and open it."""
    store = EdgeStore(folder / "kb", folder / "runtime")
    manifest = Manifest(embedder=EmbedderIdentity("bench", "", rows.shape[1]), splitter="bench")
    kept, kept_rows = grown(texts, rows, amount=passages)
    fill_store(store, manifest, Bm25Encoder.of(manifest), kept, kept_rows)
    return store.open(NAME)


def grown(
    texts: Sequence[str], rows: FloatRows, *, amount: int, seed: int = 0
) -> tuple[list[str], FloatRows]:
    """Return `amount` texts and rows; beyond the real ones, mixed from pairs of them.

    A mix of two real vectors lies where real ones lie; random vectors would be the graph's worst
    case and say nothing about real ones.
    """
    missing = amount - len(texts)
    if missing <= 0:
        return list(texts[:amount]), rows[:amount]
    rng = np.random.default_rng(seed)
    first, second = rng.integers(len(texts), size=(2, missing))
    share = rng.uniform(0.6, 0.9, size=(missing, 1)).astype(np.float32)
    mixed = share * rows[first] + (1 - share) * rows[second]
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    joined = [f"{texts[one]} {texts[other]}" for one, other in zip(first, second, strict=True)]
    return [*texts, *joined], np.concatenate([rows, mixed])


def fill_store(
    store: EdgeStore,
    manifest: Manifest,
    encoder: Bm25Encoder,
    texts: Sequence[str],
    rows: FloatRows,
) -> None:
    """Put texts with their vectors into the bench's knowledge base, some to a document."""
    with store.write(NAME, manifest) as writer:
        for start in range(0, len(texts), _PER_DOCUMENT):
            part = slice(start, start + _PER_DOCUMENT)
            passages = [
                _passage(start // _PER_DOCUMENT, start + offset, text)
                for offset, text in enumerate(texts[part])
            ]
            vectors = PassageVectors(rows[part], encoder.encode_passages(texts[part]))
            writer.put(_record(passages), passages, vectors)
        writer.publish()


def _times(
    reader: Reader,
    encoder: Bm25Encoder,
    asked: Sequence[str],
    asked_rows: FloatRows,
    rows: FloatRows,
) -> tuple[SearchTimes, ...]:
    dense = [DenseSearch(row) for row in asked_rows]
    sparse = [SparseSearch(encoder.encode_query(text)) for text in asked]
    exact = exact_best(asked_rows, rows)
    kinds: dict[str, list[list[SearchLeg]]] = {
        "hybrid, by scores": [[one, other] for one, other in zip(dense, sparse, strict=True)],
        "dense": [[one] for one in dense],
        "BM25": [[other] for other in sparse],
    }
    return tuple(
        _timed(reader, kind, searches, exact if kind == "dense" else None)
        for kind, searches in kinds.items()
    )


def _timed(
    reader: Reader, kind: str, searches: Sequence[Sequence[SearchLeg]], exact: IntRows | None
) -> SearchTimes:
    milliseconds, found = [], []
    for legs in searches:
        started = perf_counter()
        hits = reader.search(legs, FILTERS, limit=RECALL_AT, fusion=Fusion.SCORES)
        milliseconds.append((perf_counter() - started) * 1000)
        found.append({int(hit.passage.title) for hit in hits})
    p50, p99 = np.percentile(milliseconds, [50, 99])
    recall = None if exact is None else recall_of(found, exact)
    return SearchTimes(kind, float(p50), float(p99), recall)


def recall_of(found: Sequence[set[int]], exact: IntRows) -> float:
    """Return the share of the true best that was found, over all questions."""
    shared = [len(ours & set(true.tolist())) for ours, true in zip(found, exact, strict=True)]
    return float(np.mean(shared)) / RECALL_AT


def exact_best(asked_rows: FloatRows, rows: FloatRows) -> IntRows:
    """Return the numbers of each question's true best passages, by comparing with all."""
    best: IntRows = np.argsort(-(asked_rows @ rows.T), axis=1)[:, :RECALL_AT]
    return best


def _passage(document: int, number: int, text: str) -> Passage:
    key = f"{document}.md"
    return Passage(
        id=str(uuid5(NAMESPACE_OID, f"passage {number}")),
        document_id=str(uuid5(NAMESPACE_OID, key)),
        document_key=key,
        title=str(number),
        text=text,
        headings=(),
        position=number % _PER_DOCUMENT,
        start=0,
        end=len(text),
        source=key,
        groups=("staff",),
        effective_from=date(2026, 1, 1),
    )


def _record(passages: Sequence[Passage]) -> DocumentRecord:
    first = passages[0]
    return DocumentRecord(
        id=first.document_id,
        metadata=DocumentMetadata(key=first.document_key),
        title=first.document_key,
        source=first.source,
        root="bench",
        content_hash="",
        passages=len(passages),
    )


def _seconds(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return perf_counter() - started


# The command `citewell bench store`, which `citewell bench` alone is too.


def store(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=100, help="Passages to search among.")] = 20_000,
) -> None:
    """Measure searches in the embedded store, filled with a knowledge base's texts and mixtures."""
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings.store, settings.data_dir)
    rows = open_embedder(settings.embedding, settings.data_dir).embed_passages(texts)
    # A quarter of the real texts are the questions; they are not among what is searched.
    searches = min(MOST_SEARCHES, len(texts) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        measured = bench_search(texts, rows, Path(folder), passages=passages, searches=searches)
    print_bench(measured, Console())
