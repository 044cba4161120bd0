"""What a knowledge base on a server remembers beside its passages: state and records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from pydantic import TypeAdapter
from qdrant_client import models

from knowledge.conditions import Above, AnyOf, Conditions
from knowledge.documents import DocumentRecord
from knowledge.errors import KnowledgeBaseMissing
from knowledge.payload import DOCUMENT_ID, Payload, record_json, record_of
from knowledge.server.connection import CollectionMissing, ServerConnection, scroll
from knowledge.server.query import FROM_GENERATION, TO_GENERATION, filter_of, seen_at
from knowledge.store import Manifest

KIND = "kind"
RECORD = "record"
NO_VECTOR: dict[str, list[float]] = {}

_PREFIX = "citewell-passages-"
_STATE_PREFIX = "citewell-state-"


@dataclass(frozen=True, slots=True)
class PublishedGeneration:
    """One generation that was published and may be rolled back to.

    `rebuilt` is the generation in which its collection of passages was made anew, 0 for the first
    one. `manifest` is None only in states of releases that made nothing anew.
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


_STATE = TypeAdapter(ServerState)
_STATE_POINT = str(uuid5(NAMESPACE_OID, "citewell state"))


def passages_collection(name: str, rebuilt: int = 0) -> str:
    """Return the collection that holds a knowledge base's passages since it was made anew."""
    # A name has no "~", so that no two knowledge bases meet.
    return f"{_PREFIX}{name}~{rebuilt}" if rebuilt else _PREFIX + name


def state_collection(name: str) -> str:
    """Return the collection that holds its state, lease and records."""
    return _STATE_PREFIX + name


def is_passages_collection(collection: str, name: str) -> bool:
    """Tell whether a collection holds passages of this knowledge base, live ones or not."""
    first = passages_collection(name)
    return collection == first or collection.startswith(f"{first}~")


def name_of(collection: str) -> str | None:
    """Return the knowledge base whose state the collection holds, if it holds one."""
    return collection.removeprefix(_STATE_PREFIX) if collection.startswith(_STATE_PREFIX) else None


class StateCollection:
    """Reads and writes the state and the records of one knowledge base."""

    def __init__(self, connection: ServerConnection, name: str) -> None:
        self.connection = connection
        self.name = name
        self.collection = state_collection(name)

    def state(self) -> ServerState | None:
        """Return the state as it is now, None before the first writer has begun."""
        try:
            found = self.connection.ask(
                lambda client: client.retrieve(self.collection, [_STATE_POINT], with_payload=True)
            )
        except CollectionMissing:
            return None
        return _state_of(str((found[0].payload or {})["state"])) if found else None

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

    def write(self, state: ServerState) -> None:
        """Replace the state, in one write."""
        payload: Payload = {KIND: "state", "state": _STATE.dump_json(state).decode()}
        self._upsert([models.PointStruct(id=_STATE_POINT, vector=NO_VECTOR, payload=payload)])

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
        self._upsert([models.PointStruct(id=point, vector=NO_VECTOR, payload=payload)])

    def end_records(self, generation: int) -> None:
        """Let no record that is there be seen in this generation."""
        scope = filter_of(Conditions((AnyOf(KIND, (RECORD,)),), (Above(TO_GENERATION, 0),)))
        ended = {TO_GENERATION: generation}
        self.connection.ask(
            lambda client: client.set_payload(self.collection, ended, scope, wait=True)
        )

    def _upsert(self, points: list[models.PointStruct]) -> None:
        self.connection.ask(lambda client: client.upsert(self.collection, points, wait=True))


def _state_of(text: str) -> ServerState:
    state = _STATE.validate_json(text)
    made = [replace(each, manifest=each.manifest or state.manifest) for each in state.generations]
    return replace(state, generations=tuple(made))
