"""Reading a knowledge base on a Qdrant server, always at the number that is live."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from knowledge.conditions import AnyOf, Conditions, conditions_of
from knowledge.documents import DocumentRecord
from knowledge.fusing import fuse
from knowledge.passages import FloatRows, Passage, StoredPassage
from knowledge.payload import DOCUMENT_ID, in_listing_order, passage_of
from knowledge.queries import Filters, Fusion, Hit, SearchLeg
from knowledge.ranking import PointId, contenders, rank_hits
from knowledge.server.connection import ServerConnection, scroll
from knowledge.server.points import stored_of
from knowledge.server.query import batch_of, found_of, seen_at
from knowledge.server.state import StateCollection, passages_collection
from knowledge.store import Manifest


class ServerReader:
    """A knowledge base open for reading; see `knowledge.store.Reader`."""

    def __init__(self, connection: ServerConnection, name: str) -> None:
        self._connection = connection
        self._state = StateCollection(connection, name)
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
        collection, live = self._live()
        batch = batch_of(legs, seen_at(live, conditions))
        answers = self._connection.ask(lambda client: client.query_batch_points(collection, batch))
        ranked = [found_of(answer.points) for answer in answers]
        fused = fuse(ranked, [leg.weight for leg in legs], fusion)
        ids = contenders(fused, limit=limit)
        records = self._connection.ask(
            lambda client: client.retrieve(collection, ids, with_payload=True)
        )
        found: dict[PointId, Passage] = {
            record.id: passage_of(record.payload or {}) for record in records
        }
        return rank_hits(fused, ranked, found, limit=limit)

    def passages(self, ids: Sequence[str], filters: Filters) -> list[Passage]:
        """Return the passages of these ids that `filters` lets through, in the order of `ids`."""
        found = {passage.id: passage for passage in self._scroll(conditions_of(filters, ids=ids))}
        return [found[each] for each in ids if each in found]

    def vectors(self, ids: Sequence[str], filters: Filters) -> dict[str, FloatRows]:
        """Return the dense vectors of these passages, by id, as far as `filters` lets through."""
        conditions = conditions_of(filters, ids=ids)
        if conditions is None:
            return {}
        collection, live = self._live()
        points = scroll(self._connection, collection, seen_at(live, conditions), with_vectors=True)
        return {each.passage.id: each.dense for each in map(stored_of, points)}

    def document_passages(self, document_id: str, filters: Filters) -> list[Passage]:
        """Return a document's passages in reading order, as far as `filters` lets through."""
        conditions = conditions_of(filters)
        if conditions is not None:
            own = AnyOf(DOCUMENT_ID, (document_id,))
            conditions = Conditions((*conditions.must, own), conditions.must_not)
        return sorted(self._scroll(conditions), key=lambda passage: passage.position)

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
        return self._scroll(Conditions((), ()))

    def stored(self, document_id: str) -> list[StoredPassage]:
        """Return a document's passages with their vectors, in reading order; unfiltered."""
        collection, live = self._live()
        scope = seen_at(live, Conditions((AnyOf(DOCUMENT_ID, (document_id,)),), ()))
        points = scroll(self._connection, collection, scope, with_vectors=True)
        return sorted(map(stored_of, points), key=lambda each: each.passage.position)

    def count(self) -> int:
        """Return the number of passages."""
        collection, live = self._live()
        return self._connection.ask(
            lambda client: client.count(collection, count_filter=seen_at(live), exact=True)
        ).count

    def close(self) -> None:
        """Release nothing: the connection belongs to the store."""

    def _scroll(self, conditions: Conditions | None) -> Iterator[Passage]:
        if conditions is None:
            return
        collection, live = self._live()
        for point in scroll(self._connection, collection, seen_at(live, conditions)):
            yield passage_of(point.payload or {})

    def _live(self) -> tuple[str, int]:
        """Return the collection to read and the generation in it, from one look at the state."""
        state = self._state.published()
        return passages_collection(self.name, state.rebuilt), state.live
