"""One folder of Qdrant Edge: passages with both vectors, written, searched, listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from qdrant_edge import (
    CountRequest,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    Filter,
    Modifier,
    Point,
    Record,
    ScrollRequest,
    SparseVector,
    UpdateOperation,
)

from knowledge.domain.errors import StoreUnavailable
from knowledge.domain.passages import Passage, PassageVectors, StoredPassage
from knowledge.domain.passages import SparseVector as StoredSparse
from knowledge.domain.queries import Filters, Fusion, Hit, SearchLeg
from knowledge.domain.vector_storage import VectorStorage
from knowledge.files.durable import SPARE_BYTES, disk_errors, require_space
from knowledge.store.conditions import AnyOf, Conditions, conditions_of
from knowledge.store.edge.query import (
    DENSE,
    SPARSE,
    batch_of,
    filter_of,
    point_id,
    vector_params,
)
from knowledge.store.edge.segments import (
    CLOSING,
    GRAPH,
    KEYWORDS,
    NO_GRAPH,
    NUMBERS,
    PLACEMENT,
    Filling,
    give_memory_back,
    merging,
)
from knowledge.store.payload import (
    DOCUMENT_ID,
    KEYWORD_FIELDS,
    NUMBER_FIELDS,
    passage_of,
    payload_of,
)
from knowledge.store.ranking import contenders, found_of, rank_hits

_WRITE_BATCH = 500
_READ_PAGE = 1_000


class VectorForm(NamedTuple):
    """How a shard keeps its dense vectors."""

    dimension: int
    storage: VectorStorage


class PassageShard:
    """An open shard. Only the folder's owner opens it: opening alone touches its files."""

    def __init__(self, shard: EdgeShard, folder: Path, form: VectorForm | None = None) -> None:
        """Take an open shard; `form` is that of its vectors, for who writes."""
        self._shard = shard
        self._folder = folder
        self._form = form
        self._filling = Filling()
        self._closes = False

    @classmethod
    def create(
        cls, folder: Path, dimension: int, storage: VectorStorage = VectorStorage.FLOAT32
    ) -> Self:
        """Create an empty shard with its payload indexes."""
        with _told(folder):
            folder.mkdir(parents=True)
            shard = EdgeShard.create(str(folder), _config(VectorForm(dimension, storage)))
            for field in KEYWORD_FIELDS:
                shard.update(UpdateOperation.create_field_index(field, KEYWORDS))
            for field in NUMBER_FIELDS:
                shard.update(UpdateOperation.create_field_index(field, NUMBERS))
            return cls(shard, folder, VectorForm(dimension, storage))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open a shard that is there, to read it."""
        with _told(folder):
            return cls(EdgeShard.load(str(folder)), folder)

    @classmethod
    def load_to_write(cls, folder: Path, dimension: int, storage: VectorStorage) -> Self:
        """Open a shard that is there, by this release's settings: `optimize` applies them to it."""
        with _told(folder):
            form = VectorForm(dimension, storage)
            return cls(EdgeShard.load(str(folder), _config(form)), folder, form)

    def put(self, passages: Sequence[Passage], vectors: PassageVectors) -> None:
        """Add passages, or replace those of the same id; a segment that gets full is closed."""
        for start in range(0, len(passages), _WRITE_BATCH):
            part = slice(start, start + _WRITE_BATCH)
            some = PassageVectors(vectors.dense[part], vectors.sparse[part])
            self._put(passages[part], some)

    def remove_documents(self, document_ids: Sequence[str]) -> None:
        """Take all passages of these documents out."""
        scope = filter_of(Conditions((AnyOf(DOCUMENT_ID, tuple(document_ids)),), ()))
        with _told(self._folder):
            self._shard.update(UpdateOperation.delete_points_by_filter(scope))

    def search(
        self, legs: Sequence[SearchLeg], filters: Filters, *, limit: int, fusion: Fusion
    ) -> list[Hit]:
        """Return at most `limit` hits, best first, ties by passage id."""
        conditions = conditions_of(filters)
        if conditions is None:
            return []
        batch = batch_of(legs, filter_of(conditions), fusion=fusion, limit=limit)
        with _told(self._folder):
            fused, *ranked = [found_of(answer) for answer in self._shard.query_batch(batch)]
            records = self._shard.retrieve(contenders(fused, limit=limit), True, False)
        found = {record.id: _passage(record) for record in records}
        return rank_hits(fused, ranked, found, limit=limit)

    def passages(self, ids: Sequence[str], filters: Filters) -> list[Passage]:
        """Return the passages of these ids that the filters let through, in the order of `ids`."""
        conditions = conditions_of(filters, ids=ids)
        if conditions is None:
            return []
        found = {passage.id: passage for passage in self._scroll(filter_of(conditions))}
        return [found[each] for each in ids if each in found]

    def document_passages(self, document_id: str, filters: Filters) -> list[Passage]:
        """Return the document's passages that the filters let through, in reading order."""
        conditions = conditions_of(filters)
        if conditions is None:
            return []
        own = AnyOf(DOCUMENT_ID, (document_id,))
        scope = filter_of(Conditions((*conditions.must, own), conditions.must_not))
        return sorted(self._scroll(scope), key=lambda passage: passage.position)

    def stored(self, document_id: str) -> list[StoredPassage]:
        """Return the document's passages with their vectors, in reading order, unfiltered."""
        scope = filter_of(Conditions((AnyOf(DOCUMENT_ID, (document_id,)),), ()))
        found = [_stored(record) for record in self._records(scope, with_vector=True)]
        return sorted(found, key=lambda each: each.passage.position)

    def everything(self) -> Iterator[StoredPassage]:
        """Yield every passage with its vectors, page by page."""
        return map(_stored, self._records(Filter(), with_vector=True))

    def all_passages(self) -> Iterator[Passage]:
        """Yield every passage, page by page."""
        return self._scroll(Filter())

    def count(self) -> int:
        """Return the number of passages."""
        with _told(self._folder):
            return self._shard.count(CountRequest(exact=True))

    def indexed(self) -> int:
        """Return how many vectors stand in an index: the sparse ones, and dense ones in a graph."""
        return self._shard.info().indexed_vectors_count

    def optimize(self) -> None:
        """Merge, clean and index what the thresholds call for; quick where there is nothing."""
        self._optimize(closes=False)

    def flush(self) -> None:
        """Write what is pending; without it, changes are lost."""
        with _told(self._folder):
            self._shard.flush()

    def close(self) -> None:
        """Let go of the files."""
        with _told(self._folder):
            self._shard.close()

    def _put(self, passages: Sequence[Passage], vectors: PassageVectors) -> None:
        rows = zip(passages, vectors.dense, vectors.sparse, strict=True)
        points = [
            Point(
                point_id(passage.id),
                {
                    DENSE: dense.tolist(),
                    SPARSE: SparseVector(list(sparse.indices), list(sparse.values)),
                },
                payload_of(passage),
            )
            for passage, dense, sparse in rows
        ]
        with _told(self._folder):
            self._shard.update(UpdateOperation.upsert_points(points))
        self._filling.add(passages, vectors)
        if self._filling.is_full:
            require_space(self._folder, self._filling.stored_bytes + SPARE_BYTES)
            self._optimize(closes=True)

    def _optimize(self, *, closes: bool) -> None:
        with _told(self._folder):
            if closes is not self._closes and self._form is not None:
                self._shard.close()
                self._shard = EdgeShard.load(str(self._folder), _config(self._form, closes=closes))
                self._closes = closes
            self._shard.optimize()
            # Until then the engine keeps what it has merged in memory.
            self._shard.flush()
        self._filling.empty()
        give_memory_back()

    def _scroll(self, scope: Filter) -> Iterator[Passage]:
        return map(_passage, self._records(scope, with_vector=False))

    def _records(self, scope: Filter, *, with_vector: bool) -> Iterator[Record]:
        offset = None
        while True:
            request = ScrollRequest(
                offset=offset,
                limit=_READ_PAGE,
                filter=scope,
                with_payload=True,
                with_vector=with_vector,
            )
            with _told(self._folder):
                records, offset = self._shard.scroll(request)
            yield from records
            if offset is None:
                return


def _passage(record: Record) -> Passage:
    return passage_of(record.payload or {})


def _stored(record: Record) -> StoredPassage:
    vectors = record.vector
    assert isinstance(vectors, dict)  # named vectors were asked for
    dense, sparse = vectors[DENSE], vectors[SPARSE]
    assert isinstance(sparse, SparseVector)
    return StoredPassage(
        _passage(record),
        np.array(dense, dtype=np.float32),
        StoredSparse(tuple(sparse.indices), tuple(sparse.values)),
    )


def _config(form: VectorForm, *, closes: bool = False) -> EdgeConfig:
    return EdgeConfig(
        vectors={DENSE: vector_params(form.dimension, form.storage)},
        sparse_vectors={SPARSE: EdgeSparseVectorParams(modifier=Modifier.Idf, memory=PLACEMENT)},
        hnsw_config=NO_GRAPH if closes else GRAPH,
        optimizers=CLOSING if closes else merging(form.dimension, form.storage),
        id_tracker_memory=PLACEMENT,
        # No log: a generation is published whole or not at all, and with one a folder opens once.
        wal_enabled=False,
    )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn the engine's errors, which are bare Exceptions, into our own."""
    with disk_errors(folder):
        try:
            yield
        except Exception as error:
            if type(error) is not Exception:
                raise
            raise StoreUnavailable(
                f"The embedded search engine failed in {folder}: {error}. The published state is "
                "untouched: try again, and if that does not help, ingest again."
            ) from error
