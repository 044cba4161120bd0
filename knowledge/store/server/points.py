"""Points that carry generations: made, ended and erased in a knowledge base's two collections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import NAMESPACE_OID, uuid5

import numpy as np
from qdrant_client import QdrantClient, models

from knowledge.domain.passages import Passage, PassageVectors, SparseVector, StoredPassage
from knowledge.store.conditions import Above, AnyOf, Below, Conditions
from knowledge.store.payload import DOCUMENT_ID, passage_of, payload_of
from knowledge.store.protocol import Manifest
from knowledge.store.server.connection import scroll
from knowledge.store.server.query import (
    DENSE,
    FROM_GENERATION,
    SPARSE,
    TO_GENERATION,
    filter_of,
    seen_at,
)
from knowledge.store.server.schema import Layout, create_passages_collection
from knowledge.store.server.state import StateCollection, passages_collection

# Qdrant's advice is 64 to 256; requests are limited to 32 MB, and 2560-d rows take 10 KB each.
_WRITE_BATCH = 128

_WriteTo = Callable[[QdrantClient, str, models.WriteOrdering], object]


def stored_of(point: models.Record) -> StoredPassage:
    """Return the passage and the vectors that a point holds."""
    vectors = point.vector
    assert isinstance(vectors, dict)  # named vectors were asked for
    dense, sparse = vectors[DENSE], vectors[SPARSE]
    assert isinstance(sparse, models.SparseVector)
    return StoredPassage(
        passage_of(point.payload or {}),
        np.array(dense, dtype=np.float32),
        SparseVector(tuple(sparse.indices), tuple(sparse.values)),
    )


class GenerationPoints:
    """The passages and records of one knowledge base, as it was rebuilt in `rebuilt`.

    Points made in generation n say `from_generation` n, points that end with it `to_generation`
    n. State and lease, which lie beside the records, carry neither, so nothing here touches them.
    """

    def __init__(self, states: StateCollection, rebuilt: int = 0) -> None:
        self._connection = states.connection
        self._states = states
        self._passages = passages_collection(states.name, rebuilt)

    def create(self, manifest: Manifest, layout: Layout) -> None:
        """Make the collection of passages afresh; one that is not in use."""
        dimension, storage = manifest.embedder.dimension, manifest.vector_storage
        create_passages_collection(self._connection, self._passages, dimension, storage, layout)

    def put(self, passages: Sequence[Passage], vectors: PassageVectors, number: int) -> None:
        """Write passages that are seen from generation `number` on."""
        rows = list(zip(passages, vectors.dense, vectors.sparse, strict=True))
        for start in range(0, len(rows), _WRITE_BATCH):
            points = [
                models.PointStruct(
                    # A passage that stays must leave the older generation's point alone.
                    id=str(uuid5(NAMESPACE_OID, f"{passage.id}/{number}")),
                    vector={
                        DENSE: dense.tolist(),
                        SPARSE: models.SparseVector(
                            indices=list(sparse.indices), values=list(sparse.values)
                        ),
                    },
                    payload={**payload_of(passage), FROM_GENERATION: number},
                )
                for passage, dense, sparse in rows[start : start + _WRITE_BATCH]
            ]
            self._upsert(points)

    def end(self, document_ids: Sequence[str], number: int) -> None:
        """Let documents be seen up to, but not in, generation `number`."""
        own = AnyOf(DOCUMENT_ID, tuple(document_ids))
        self._delete(Conditions((own, Above(FROM_GENERATION, number - 1)), ()))
        # What ended in an earlier generation keeps that end.
        scope = filter_of(Conditions((own,), (Above(TO_GENERATION, 0),)))
        ended = {TO_GENERATION: number}
        self._in_both(
            lambda client, name, ordering: client.set_payload(
                name, ended, scope, wait=True, ordering=ordering
            )
        )

    def erase_after(self, number: int) -> None:
        """Take back everything that was written for generations after `number`."""
        self._delete(Conditions((Above(FROM_GENERATION, number),), ()))
        scope = filter_of(Conditions((Above(TO_GENERATION, number),), ()))
        keys = [TO_GENERATION]
        self._in_both(
            lambda client, name, ordering: client.delete_payload(
                name, keys, scope, wait=True, ordering=ordering
            )
        )

    def copy_to(self, other: GenerationPoints, without: Collection[str]) -> list[StoredPassage]:
        """Write all points but those of these documents elsewhere, as they are; return the rest."""
        found: dict[str, StoredPassage] = {}
        kept: list[models.PointStruct] = []
        pages = scroll(
            self._connection,
            self._passages,
            models.Filter(),
            with_vectors=True,
            page=_WRITE_BATCH,  # long vectors as JSON: a thousand would be 50 MB
        )
        for point in pages:
            payload = point.payload or {}
            if payload.get(DOCUMENT_ID) in without:
                stored = stored_of(point)
                found[stored.passage.id] = stored
                continue
            kept.append(models.PointStruct(id=point.id, vector=point.vector or {}, payload=payload))
            if len(kept) == _WRITE_BATCH:
                other._upsert(kept)
                kept = []
        if kept:
            other._upsert(kept)
        return list(found.values())

    def purge(self, document_ids: Sequence[str]) -> list[StoredPassage]:
        """Delete documents from every generation; return their passages, each once."""
        own = Conditions((AnyOf(DOCUMENT_ID, tuple(document_ids)),), ())
        points = scroll(self._connection, self._passages, filter_of(own), with_vectors=True)
        found = {each.passage.id: each for each in map(stored_of, points)}
        self._delete(own)
        return list(found.values())

    def erase_unseen_from(self, number: int) -> None:
        """Delete what neither generation `number` nor a later one shows."""
        self._delete(Conditions((Below(TO_GENERATION, number + 1),), ()))

    def count(self, number: int) -> int:
        """Return how many passages a generation shows."""
        scope = seen_at(number)
        return self._connection.ask(
            lambda client: client.count(self._passages, count_filter=scope, exact=True)
        ).count

    def _upsert(self, points: list[models.PointStruct]) -> None:
        self._connection.ask(lambda client: client.upsert(self._passages, points, wait=True))

    def _delete(self, conditions: Conditions) -> None:
        scope = filter_of(conditions)
        self._in_both(
            lambda client, name, ordering: client.delete(name, scope, wait=True, ordering=ordering)
        )

    def _in_both(self, write: _WriteTo) -> None:
        # Passages have one writer, whose requests follow each other, so that any order does.
        weak = models.WriteOrdering.WEAK
        self._connection.ask(lambda client: write(client, self._passages, weak))
        self._states.write_ordered(
            lambda client, ordering: write(client, self._states.collection, ordering)
        )
