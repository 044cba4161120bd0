"""What a knowledge base on a server remembers of its generations, and where its collections are."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from pydantic import TypeAdapter
from qdrant_client import QdrantClient, models
from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_chain, wait_fixed

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import KnowledgeBaseBusy, KnowledgeBaseMissing, StoreUnavailable
from knowledge.store.conditions import Above, AnyOf, Conditions
from knowledge.store.payload import DOCUMENT_ID, Payload, record_json, record_of
from knowledge.store.protocol import Manifest
from knowledge.store.server.cluster import Answer, OrderedWrite, strongly
from knowledge.store.server.connection import OURS, CollectionMissing, ServerConnection, scroll
from knowledge.store.server.query import FROM_GENERATION, TO_GENERATION, filter_of, seen_at

KIND = "kind"
RECORD = "record"
NO_VECTOR: dict[str, list[float]] = {}

_PREFIX = f"{OURS}passages-"
_STATE_PREFIX = f"{OURS}state-"


@dataclass(frozen=True, slots=True)
class PublishedGeneration:
    """One generation that was published and may be rolled back to.

    `rebuilt` is the generation in which its collection of passages was rebuilt, 0 for the first
    one. `manifest` is None only in states of releases that rebuilt nothing.
    """

    number: int
    published_at: datetime
    documents: int
    passages: int
    rebuilt: int = 0
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class ServerState:
    """What one point holds, so that one write publishes. `live` is 0 until the first publish.

    `generations` are in order, each made from the one before; `last_number` was given out last,
    published or not, so that no number is used twice. `manifest` is the live one's.
    """

    manifest: Manifest
    live: int
    last_number: int
    generations: tuple[PublishedGeneration, ...]

    @property
    def rebuilt(self) -> int:
        """The generation in which the live one's collection was made; 0 for the first."""
        return next((each.rebuilt for each in self.generations if each.number == self.live), 0)

    def at(self, number: int) -> ServerState:
        """Return the state with another of its generations live."""
        target = next(each for each in self.generations if each.number == number)
        return replace(self, live=number, manifest=target.manifest or self.manifest)


def passages_collection(name: str, rebuilt: int = 0) -> str:
    """Return the collection that holds a knowledge base's passages since it was rebuilt."""
    # A name has no "~", so that no two knowledge bases meet.
    return f"{_PREFIX}{name}~{rebuilt}" if rebuilt else _PREFIX + name


def state_collection(name: str, moved: int = 0) -> str:
    """Return the collection that holds its state, lease and records, since it moved there."""
    return f"{_STATE_PREFIX}{name}~{moved}" if moved else _STATE_PREFIX + name


def is_passages_collection(collection: str, name: str) -> bool:
    """Tell whether a collection holds passages of this knowledge base, live ones or not."""
    first = passages_collection(name)
    return collection == first or collection.startswith(f"{first}~")


def name_of(collection: str) -> str | None:
    """Return the knowledge base whose state the collection holds, if it holds one."""
    if not collection.startswith(_STATE_PREFIX):
        return None
    return collection.removeprefix(_STATE_PREFIX).partition("~")[0]


# The collection of a knowledge base's state, lease and records on a server.


_STATE = TypeAdapter(ServerState)
_STATE_POINT = str(uuid5(NAMESPACE_OID, "citewell state"))
LEASE_POINT = str(uuid5(NAMESPACE_OID, "citewell writer lease"))
TOKEN = "token"
_WRITER, _MOVED = "writer", "moved"

_WRITE_BATCH = 256
_BEHIND_PAUSES_SECONDS = (0.1, 0.3, 1.0, 3.0)
"""How long a node may be behind with what was just written through another."""


def _awaited(look: Callable[[], Answer], *, shows: Callable[[Answer], bool]) -> Answer | None:
    """Look again until what was written shows, as a node may be behind; None if it never does."""
    tries = Retrying(
        retry=retry_if_result(lambda seen: not shows(seen)),
        wait=wait_chain(*map(wait_fixed, _BEHIND_PAUSES_SECONDS)),
        stop=stop_after_attempt(len(_BEHIND_PAUSES_SECONDS) + 1),
        retry_error_callback=lambda _: None,
        sleep=time.sleep,
    )
    seen: Answer | None = tries(look)
    return seen


class StateCollection:
    """Reads and writes the state and the records of one knowledge base.

    Every write here is one that other processes must see, so that each goes through the leader.
    A purge moves all of it to another collection: the old state then says where.
    """

    def __init__(self, connection: ServerConnection, name: str) -> None:
        self.connection = connection
        self.name = name
        self.collection = state_collection(name)

    @property
    def number(self) -> int:
        """The number of the collection that it is in; 0 for the first."""
        return int(self.collection.partition("~")[2] or 0)

    def over(self, connection: ServerConnection) -> StateCollection:
        """Return the same one by another connection, where it was found last."""
        other = StateCollection(connection, self.name)
        other.collection = self.collection
        return other

    def state(self) -> ServerState | None:
        """Return the state as it is now, None before the first writer has begun."""
        found = self.retrieve([]).get(_STATE_POINT)
        return _state_of(str(found["state"])) if found else None

    def state_under(self, token: str) -> ServerState | None:
        """Return the state as the holder of the lease finds it.

        Lease and state are read from one copy: one that shows our lease has all that was written
        before it.

        Raises:
            StoreUnavailable: the node that answers stays behind.
        """
        points = _awaited(
            lambda: self.retrieve([LEASE_POINT]),
            shows=lambda points: points.get(LEASE_POINT, {}).get(TOKEN) == token,
        )
        if points is not None:
            found = points.get(_STATE_POINT)
            return _state_of(str(found["state"])) if found else None
        raise StoreUnavailable(
            f"The node of {self.connection.place} that answers is behind the others with "
            f"{self.name!r}: it does not show the lease just taken. Nothing was changed; try again."
        )

    def published(self) -> ServerState:
        """Return the state of a knowledge base that can be read.

        Raises:
            KnowledgeBaseMissing: nothing was published.
        """
        state = self.state()
        if state is None or not state.live:
            raise KnowledgeBaseMissing(
                f"There is no knowledge base {self.name!r} on {self.connection.place}. "
                "`citewell kb list` shows what there is; `citewell ingest PATH --kb "
                f"{self.name}` makes it."
            )
        return state

    def stamp(self, token: str) -> None:
        """Make the holder of this lease the only one whose state is taken from now on."""
        only = models.Filter(must=[models.HasIdCondition(has_id=[_STATE_POINT])])
        self.write_ordered(
            lambda client, ordering: client.set_payload(
                self.collection, {_WRITER: token}, only, wait=True, ordering=ordering
            )
        )

    def write(self, state: ServerState, token: str) -> None:
        """Replace the state, in one write, if nobody else has become the writer since `stamp`.

        Raises:
            KnowledgeBaseBusy: somebody has.
        """
        text = _STATE.dump_json(state).decode()
        self._put_state({KIND: "state", "state": text, _WRITER: token}, token)

    def copy_to(self, collection: str, without: Collection[str]) -> None:
        """Copy everything but the state and these documents' records to another collection."""
        there = self.over(self.connection)
        there.collection = collection
        states = models.Filter(must_not=[models.HasIdCondition(has_id=[_STATE_POINT])])
        points = [
            models.PointStruct(id=point.id, vector=NO_VECTOR, payload=point.payload)
            for point in scroll(self.connection, self.collection, states)
            if (point.payload or {}).get(DOCUMENT_ID) not in without
        ]
        for start in range(0, len(points), _WRITE_BATCH):
            there.upsert(points[start : start + _WRITE_BATCH])

    def move(self, state: ServerState, token: str, number: int) -> None:
        """Let the collection of this number be the one that holds for this knowledge base.

        It holds everything but the state, which comes last; the switch is one write, to the old
        state.

        Raises:
            KnowledgeBaseBusy: somebody else has become the writer.
        """
        text = _STATE.dump_json(state).decode()
        payload: Payload = {KIND: "state", "state": text, _WRITER: token}
        there = self.over(self.connection)
        there.collection = state_collection(self.name, number)
        there.upsert([models.PointStruct(id=_STATE_POINT, vector=NO_VECTOR, payload=payload)])
        self._put_state({**payload, _MOVED: number}, token)
        self.collection = there.collection

    def _put_state(self, payload: Payload, token: str) -> None:
        point = models.PointStruct(id=_STATE_POINT, vector=NO_VECTOR, payload=payload)
        own = models.FieldCondition(key=_WRITER, match=models.MatchValue(value=token))
        self.upsert([point], models.Filter(must=[own]))
        written = _awaited(
            lambda: self._points_of(self.collection, [_STATE_POINT]).get(_STATE_POINT, {}),
            shows=lambda it: it.get(_WRITER) == token and it.get("state") == payload["state"],
        )
        if written is not None:
            return
        raise KnowledgeBaseBusy(
            f"Another writer has taken over knowledge base {self.name!r}, since this one was out "
            "of touch with the server for too long. Nothing was published: run the command again."
        )

    def records(self, generation: int) -> dict[str, DocumentRecord]:
        """Return the records of a generation, by document id."""
        return self._records(seen_at(generation, Conditions((AnyOf(KIND, (RECORD,)),), ())))

    def every_record(self) -> dict[str, DocumentRecord]:
        """Return the records of all generations, by document id."""
        return self._records(filter_of(Conditions((AnyOf(KIND, (RECORD,)),), ())))

    def _records(self, scope: models.Filter) -> dict[str, DocumentRecord]:
        points = scroll(self.connection, self.collection, scope)
        records = (record_of(str((point.payload or {})[RECORD])) for point in points)
        return {record.id: record for record in records}

    def put_record(self, record: DocumentRecord, generation: int) -> None:
        """Add a record that is seen from a generation on."""
        payload: Payload = {
            KIND: RECORD,
            DOCUMENT_ID: record.id,
            RECORD: record_json(record),
            FROM_GENERATION: generation,
        }
        point = str(uuid5(NAMESPACE_OID, f"{record.id}/{generation}"))
        self.upsert([models.PointStruct(id=point, vector=NO_VECTOR, payload=payload)])

    def end_records(self, generation: int) -> None:
        """Let no record that is there be seen in this generation."""
        scope = filter_of(Conditions((AnyOf(KIND, (RECORD,)),), (Above(TO_GENERATION, 0),)))
        ended = {TO_GENERATION: generation}
        self.write_ordered(
            lambda client, ordering: client.set_payload(
                self.collection, ended, scope, wait=True, ordering=ordering
            )
        )

    def upsert(
        self,
        points: list[models.PointStruct],
        only: models.Filter | None = None,
        mode: models.UpdateMode | None = None,
    ) -> None:
        """Write points, those that are there already only where the filter lets them through."""
        self.write_ordered(
            lambda client, ordering: client.upsert(
                self.collection,
                points,
                wait=True,
                ordering=ordering,
                update_filter=only,
                update_mode=mode,
            )
        )

    def delete(self, scope: models.Filter) -> None:
        """Delete the points that the filter lets through."""
        self.write_ordered(
            lambda client, ordering: client.delete(
                self.collection, scope, wait=True, ordering=ordering
            )
        )

    def write_ordered(self, write: OrderedWrite[object]) -> None:
        """Make a write that every other process sees as before or after its own."""
        self.connection.ask(strongly(self.collection, write))

    def retrieve(self, ids: Sequence[str]) -> dict[str, Payload]:
        """Return what these points hold, by id, from where the knowledge base is now."""
        wanted = [*ids, _STATE_POINT]
        # A node may not know the new collection yet.
        found = _awaited(lambda: self._followed(wanted), shows=lambda points: points is not None)
        return found or {}

    def _followed(self, wanted: Sequence[str]) -> dict[str, Payload] | None:
        """Return what the points hold, None where they are said to have moved and are not there."""
        points = self._points_of(self.collection, wanted)
        if _STATE_POINT not in points and self._find():
            points = self._points_of(self.collection, wanted)
        moved = points.get(_STATE_POINT, {}).get(_MOVED)
        if not isinstance(moved, int):
            return points
        self.collection = state_collection(self.name, moved)
        points = self._points_of(self.collection, wanted)
        return points if _STATE_POINT in points else None

    def _points_of(self, collection: str, ids: Sequence[str]) -> dict[str, Payload]:
        try:
            found = self.connection.ask(
                lambda client: client.retrieve(collection, list(ids), with_payload=True)
            )
        except CollectionMissing:
            return {}
        return {str(point.id): dict(point.payload or {}) for point in found}

    def _find(self) -> bool:
        """Look where the knowledge base's state lies now; return whether it lies elsewhere.

        The lowest number holds: a higher one beside it is a move that was not finished.
        """
        for number in sorted(self.numbers()):
            collection = state_collection(self.name, number)
            if collection != self.collection and self._points_of(collection, [_STATE_POINT]):
                self.collection = collection
                return True
        return False

    def numbers(self) -> set[int]:
        """Return the numbers of all collections that hold or held its state."""
        first = state_collection(self.name)
        names = [
            each.name for each in self.connection.ask(QdrantClient.get_collections).collections
        ]
        moved = (each.removeprefix(f"{first}~") for each in names if each.startswith(f"{first}~"))
        return {int(number) for number in moved if number.isdecimal()} | {
            0 for each in names if each == first
        }


def _state_of(text: str) -> ServerState:
    state = _STATE.validate_json(text)
    made = [replace(each, manifest=each.manifest or state.manifest) for each in state.generations]
    return replace(state, generations=tuple(made))
