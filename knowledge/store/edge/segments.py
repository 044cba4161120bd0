"""How large segments grow and where their parts lie, so that memory does not grow with a shard.

The engine takes passages into one segment, whose words and filters it indexes in memory (measured:
7 KB a passage of 370 terms). So while a shard is filled, a segment is closed when it is full: from
then on its indexes are mapped files, which the system may let go of. In the end the closed ones are
merged into few, which is what searches are quick with, and get their graphs.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

from qdrant_edge import (
    EdgeOptimizersConfig,
    HnswIndexConfig,
    IntegerIndexParams,
    KeywordIndexParams,
    Memory,
)

from knowledge.domain.passages import Passage, PassageVectors
from knowledge.domain.vector_storage import QUANTISED_FROM_PASSAGES, VectorStorage

EXACT_UP_TO_PASSAGES = 5_000
"""Above this an HNSW graph is built. Measured (labs/bench/store.py; 2 vCPU, 384-d, filtered, with
leg ranks): without it some 5 ms at 5,000 and 20 ms at 20,000; with it, under 5 ms at 20,000."""

FULL_TERM_BYTES = 32 * 1024 * 1024
FULL_PASSAGES = 20_000
"""A segment is closed at whichever comes first. Measured (`citewell bench ingest --megabytes 1100`,
710 terms a passage): own memory is 731 MB after 22,000 passages and 749 MB after 224,000."""

MERGED_BYTES = 64 * 1024 * 1024
MERGED_PASSAGES = 125_000
"""Segments are merged up to so many bytes of terms (as stored, some 5 each) or so many vectors,
whichever is more. Measured (384-d, 100,000 passages): a hybrid search takes 6 ms in one segment, 19
in three; merging 45,000 takes 75 MB."""

PLACEMENT = Memory.Cached
"""Of all that is indexed: in mapped files, read into the system's cache when they are opened."""

KEYWORDS = KeywordIndexParams(memory=PLACEMENT)
NUMBERS = IntegerIndexParams(lookup=True, range=True, memory=PLACEMENT)

# Vectors, payload and terms as the engine stores them, over their bare bytes: measured 1.3.
_STORED_PER_BYTE = 2
_TERM_BYTES = 8

# glibc keeps what is freed (measured: 150 of 160 MB) unless it is told not to; others lack this,
# and Windows has no library of the process itself to look in.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None


class Filling:
    """What went into the segment that takes passages."""

    def __init__(self) -> None:
        self.empty()

    @property
    def is_full(self) -> bool:
        """Whether the segment is to be closed."""
        return self._passages >= FULL_PASSAGES or self._terms >= FULL_TERM_BYTES

    def add(self, passages: Sequence[Passage], vectors: PassageVectors) -> None:
        """Count these in."""
        self._passages += len(passages)
        self._terms += _term_bytes(vectors)
        self.stored_bytes += stored_bytes(passages, vectors)

    def empty(self) -> None:
        """Begin with the next segment."""
        self._passages = self._terms = self.stored_bytes = 0


def stored_bytes(passages: Sequence[Passage], vectors: PassageVectors) -> int:
    """Return how many bytes of the disk these take at most."""
    texts = sum(len(passage.text.encode()) + 1024 for passage in passages)
    return _STORED_PER_BYTE * (vectors.dense.nbytes + _term_bytes(vectors) + texts)


def merging(dimension: int, storage: VectorStorage) -> EdgeOptimizersConfig:
    """Return when a shard's segments get graphs and are merged."""
    indexed_from = QUANTISED_FROM_PASSAGES if storage.quantised else EXACT_UP_TO_PASSAGES
    vectors = MERGED_PASSAGES * dimension * (2 if storage is VectorStorage.FLOAT16 else 4)
    return EdgeOptimizersConfig(
        indexing_threshold=indexed_from * dimension * 4 // 1024,  # in KB
        default_segment_number=1,
        max_segment_size=max(MERGED_BYTES, vectors) // 1024,  # in KB
    )


CLOSING = EdgeOptimizersConfig(indexing_threshold=1, default_segment_number=1, max_segment_size=1)
"""While a shard is filled, in KB: whatever is full is closed, and nothing is merged."""

GRAPH = HnswIndexConfig(m=16, ef_construct=128, full_scan_threshold=1_000, memory=PLACEMENT)
NO_GRAPH = HnswIndexConfig(m=0, ef_construct=128, full_scan_threshold=1_000, memory=PLACEMENT)
"""While a shard is filled: a graph of a segment that is merged later is made in vain."""


def give_memory_back() -> None:
    """Return to the system what was freed, where the C library can."""
    if _trim is not None:
        _trim(0)


def _term_bytes(vectors: PassageVectors) -> int:
    return sum(_TERM_BYTES * len(sparse.indices) for sparse in vectors.sparse)
