"""A benchmark of three passages, two of which read alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.pipeline.building import build_retriever
from evals.benchmarks.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from evals.retrieval.ranking import fill
from ingest.embedding.cache import EmbeddingCache
from knowledge.search.retriever import Retriever
from knowledge.store.edge.store import EdgeStore
from tests.builders import EMBEDDER

GRACE = BenchmarkPassage("grace", "", "The grace period for a late premium is 31 days.")
AGAIN = BenchmarkPassage("again", "", "The grace period for a late premium is 31 full days.")
PARKING = BenchmarkPassage("parking", "", "Parking in the garage costs five dollars.")
QUESTION = BenchmarkQuestion("one", "grace period for a late premium?", {"grace": 1})
DESK = Benchmark("desk", {"": (GRACE, AGAIN, PARKING)}, (QUESTION,))


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    with EmbeddingCache(tmp_path / "cache.sqlite", EMBEDDER.identity) as cache:
        readers = fill(store, DESK, EMBEDDER, cache, lambda _done, _total: None)
    return build_retriever(readers[""], EMBEDDER)
