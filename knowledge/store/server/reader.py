"""Reading a knowledge base on a Qdrant server, always at the number that is live."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from qdrant_client import models

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage, StoredPassage
from knowledge.domain.queries import Filters, Fusion, Hit, SearchLeg
from knowledge.store.conditions import AnyOf, Conditions, conditions_of
from knowledge.store.payload import DOCUMENT_ID, in_listing_order, passage_of
from knowledge.store.protocol import Manifest
from knowledge.store.ranking import PointId, contenders, found_of, fuse, rank_hits
from knowledge.store.server.cluster import Answer
from knowledge.store.server.connection import CollectionMissing, scroll
from knowledge.store.server.points import stored_of
from knowledge.store.server.query import batch_of, seen_at
from knowledge.store.server.state import StateCollection, passages_collection


class ServerReader:
    """A knowledge base open for reading; see `knowledge.store.protocol.Reader`."""

    def __init__(self, states: StateCollection) -> None:
        self._connection = states.connection
        self._state = states
        self._records_lock = threading.Lock()
        self._records: tuple[int, list[DocumentRecord]] | None = None

    @property
    def name(self) -> str:
        """The knowledge base's name."""
        return self._state.name

    @property
    def manifest(self) -> Manifest:
        """How it was made."""
        return self._state.published().manifest

    @property
    def generation(self) -> int:
        """The number of the generation that the next call reads."""
        return self._state.published().live

    def search(
        self,
        legs: Sequence[SearchLeg],
        filters: Filters,
        *,
        limit: int,
        fusion: Fusion = Fusion.SCORES,
    ) -> list[Hit]:
        """Return at most `limit` hits, best first, ties by passage id."""
        conditions = conditions_of(filters)
        if conditions is None:
            return []

        def searched(collection: str, live: int) -> list[Hit]:
            batch = batch_of(legs, seen_at(live, conditions))
            answers = self._connection.ask(
                lambda client: client.query_batch_points(collection, batch)
            )
            ranked = [found_of(answer.points) for answer in answers]
            fused = fuse(ranked, [leg.weight for leg in legs], fusion)
            found = self._found(collection, contenders(fused, limit=limit))
            return rank_hits(fused, ranked, found, limit=limit)

        return self._at_live(searched)

    def passages(self, ids: Sequence[str], filters: Filters) -> list[Passage]:
        """Return the passages of these ids that `filters` lets through, in the order of `ids`."""
        found = {passage.id: passage for passage in self._read(conditions_of(filters, ids=ids))}
        return [found[each] for each in ids if each in found]

    def document_passages(self, document_id: str, filters: Filters) -> list[Passage]:
        """Return a document's passages in reading order, as far as `filters` lets through."""
        conditions = conditions_of(filters)
        if conditions is not None:
            own = AnyOf(DOCUMENT_ID, (document_id,))
            conditions = Conditions((*conditions.must, own), conditions.must_not)
        return sorted(self._read(conditions), key=lambda passage: passage.position)

    def documents(self) -> list[DocumentRecord]:
        """Return every document's record, ordered by source, then version."""
        generation = self.generation
        with self._records_lock:
            if self._records is None or self._records[0] != generation:
                records = in_listing_order(self._state.records(generation))
                self._records = (generation, records)
            return list(self._records[1])

    def all_passages(self) -> Iterator[Passage]:
        """Yield every passage of one generation, even if another is published meanwhile."""
        collection, live = self._live()
        points = scroll(self._connection, collection, seen_at(live))
        return (passage_of(point.payload or {}) for point in points)

    def stored(self, document_id: str) -> list[StoredPassage]:
        """Return a document's passages with their vectors, in reading order; unfiltered."""
        own = Conditions((AnyOf(DOCUMENT_ID, (document_id,)),), ())
        return sorted(self._stored(own), key=lambda each: each.passage.position)

    def count(self) -> int:
        """Return the number of passages."""
        return self._at_live(
            lambda collection, live: (
                self._connection.ask(
                    lambda client: client.count(collection, count_filter=seen_at(live), exact=True)
                ).count
            )
        )

    def close(self) -> None:
        """Release nothing: the connection belongs to the store."""

    def _found(self, collection: str, ids: Sequence[PointId]) -> dict[PointId, Passage]:
        """Fetch what is shown; a batch of legs brings no payloads."""
        if not ids:
            return {}
        records = self._connection.ask(
            lambda client: client.retrieve(collection, ids, with_payload=True)
        )
        return {record.id: passage_of(record.payload or {}) for record in records}

    def _read(self, conditions: Conditions | None) -> list[Passage]:
        if conditions is None:
            return []
        return [passage_of(point.payload or {}) for point in self._points(conditions)]

    def _stored(self, conditions: Conditions) -> list[StoredPassage]:
        return list(map(stored_of, self._points(conditions, with_vectors=True)))

    def _points(self, conditions: Conditions, *, with_vectors: bool = False) -> list[models.Record]:
        return self._at_live(
            lambda collection, live: list(
                scroll(
                    self._connection,
                    collection,
                    seen_at(live, conditions),
                    with_vectors=with_vectors,
                )
            )
        )

    def _at_live(self, request: Callable[[str, int], Answer]) -> Answer:
        """Ask of what answers now; once more where a purge has dropped that meanwhile."""
        try:
            return request(*self._live())
        except CollectionMissing:
            return request(*self._live())

    def _live(self) -> tuple[str, int]:
        """Return the collection to read and the generation in it, from one look at the state."""
        state = self._state.published()
        return passages_collection(self.name, state.rebuilt), state.live
