"""Snapshots of a knowledge base, made, kept and brought back by the Qdrant server itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote
from uuid import NAMESPACE_OID, uuid5

from pydantic import TypeAdapter
from qdrant_client import QdrantClient, models

from knowledge.conditions import AnyOf, Conditions
from knowledge.errors import InputError, StoreUnavailable
from knowledge.payload import Payload
from knowledge.server.connection import CollectionMissing, ServerConnection, scroll
from knowledge.server.drafts import DraftBook
from knowledge.server.lease import Lease
from knowledge.server.points import GenerationPoints
from knowledge.server.query import filter_of
from knowledge.server.schema import drop_passages_but
from knowledge.server.state import (
    KIND,
    NO_VECTOR,
    StateCollection,
    passages_collection,
)

_SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a knowledge base: snapshots of its collections, which belong together.

    `name` is that of its state's, `passages` are by the rebuild that made a collection.
    """

    name: str
    made_at: str
    size_bytes: int
    generation: int
    passages: dict[int, str]


_AS_JSON = TypeAdapter(Snapshot)


class ServerSnapshots:
    """The snapshots of one knowledge base. They lie where the server keeps them."""

    def __init__(
        self, connection: ServerConnection, name: str, lease: Lease, *, address: str, api_key: str
    ) -> None:
        """Take the server's address as the server itself can reach it, to read its files from."""
        self._connection = connection
        self._name = name
        self._lease = lease
        self._address = address.rstrip("/")
        self._api_key = api_key or None
        self._states = StateCollection(connection, name)

    def make(self) -> Snapshot:
        """Make a snapshot of all generations at hand, while nobody writes.

        Raises:
            KnowledgeBaseBusy: another writer is at work.
            KnowledgeBaseMissing: nothing was published.
        """
        self._begin()
        try:
            state = self._states.published()
            passages = {}
            size = 0
            for rebuilt in sorted({each.rebuilt for each in state.generations}):
                made = self._create(passages_collection(self._name, rebuilt))
                passages[rebuilt] = made.name
                size += made.size
            made = self._create(self._states.collection)
            moment = made.creation_time or ""
            snapshot = Snapshot(made.name, moment, size + made.size, state.live, passages)
            self._note([snapshot])
            return snapshot
        finally:
            self._lease.release()

    def all(self) -> list[Snapshot]:
        """Return the snapshots at hand, oldest first."""
        self._states.published()
        scope = filter_of(Conditions((AnyOf(KIND, (_SNAPSHOT,)),), ()))
        points = scroll(self._connection, self._states.collection, scope)
        noted = (_AS_JSON.validate_json(str((point.payload or {})[_SNAPSHOT])) for point in points)
        return sorted(noted, key=lambda each: (each.made_at, each.name))

    def restore(self, name: str, *, without: Sequence[str]) -> int:
        """Bring a snapshot back, but for these documents; return the generation that answers.

        Passages come first and the state last, so that readers never see a state without them.

        Raises:
            InputError: there is no such snapshot, or the server has lost a part of it.
            KnowledgeBaseBusy: another writer is at work.
        """
        self._begin()
        try:
            noted = self.all()
            snapshot = self._chosen(name, noted)
            self._refuse_incomplete(snapshot)
            for rebuilt, part in snapshot.passages.items():
                self._recover(passages_collection(self._name, rebuilt), part)
                if without:
                    GenerationPoints(self._connection, self._name, rebuilt).purge(without)
            self._recover(self._states.collection, snapshot.name)
            self._tidy(noted)
            return snapshot.generation
        finally:
            self._lease.release()

    def delete(self, name: str) -> None:
        """Delete a snapshot with all its parts.

        Raises:
            InputError: there is no such snapshot.
        """
        snapshot = self._chosen(name, self.all())
        for collection, part in self._parts(snapshot):
            if part in self._at_hand(collection):
                self._connection.ask(
                    partial(
                        QdrantClient.delete_snapshot, collection_name=collection, snapshot_name=part
                    )
                )
        point = models.PointIdsList(points=[_point_of(snapshot)])
        collection = self._states.collection
        self._connection.ask(lambda client: client.delete(collection, point, wait=True))

    def _begin(self) -> None:
        self._states.published()
        DraftBook(self._connection, self._name).refuse_open()
        self._lease.acquire()

    def _create(self, collection: str) -> models.SnapshotDescription:
        made = self._connection.ask(
            partial(QdrantClient.create_snapshot, collection_name=collection)
        )
        if made is None:
            raise StoreUnavailable(
                f"The server at {self._connection.place} made no snapshot of {collection!r}. "
                "Look into its log."
            )
        return made

    def _recover(self, collection: str, part: str) -> None:
        there = f"{self._address}/collections/{quote(collection)}/snapshots/{quote(part)}"
        self._connection.ask(
            partial(
                QdrantClient.recover_snapshot,
                collection_name=collection,
                location=there,
                api_key=self._api_key,
                priority=models.SnapshotPriority.SNAPSHOT,
            )
        )

    def _tidy(self, noted: Iterable[Snapshot]) -> None:
        """Mend what the restored state cannot know: its old lease, and later snapshots."""
        scope = filter_of(Conditions((AnyOf(KIND, ("lease",)),), ()))
        collection = self._states.collection
        self._connection.ask(lambda client: client.delete(collection, scope, wait=True))
        self._note(noted)
        state = self._states.published()
        needed = {passages_collection(self._name, each.rebuilt) for each in state.generations}
        drop_passages_but(self._connection, self._name, needed)

    def _note(self, snapshots: Iterable[Snapshot]) -> None:
        points = [
            models.PointStruct(id=_point_of(each), vector=NO_VECTOR, payload=_payload_of(each))
            for each in snapshots
        ]
        collection = self._states.collection
        self._connection.ask(lambda client: client.upsert(collection, points, wait=True))

    def _chosen(self, name: str, noted: Sequence[Snapshot]) -> Snapshot:
        found = next((each for each in noted if each.name == name), None)
        if found is None:
            told = ", ".join(each.name for each in noted) or "none"
            raise InputError(f"There is no snapshot {name!r} of {self._name!r}. There are: {told}.")
        return found

    def _parts(self, snapshot: Snapshot) -> list[tuple[str, str]]:
        passages = [(passages_collection(self._name, r), p) for r, p in snapshot.passages.items()]
        return [*passages, (self._states.collection, snapshot.name)]

    def _refuse_incomplete(self, snapshot: Snapshot) -> None:
        lost = [part for place, part in self._parts(snapshot) if part not in self._at_hand(place)]
        if lost:
            raise InputError(
                f"The server no longer has {', '.join(lost)}: the collection was dropped after a "
                "rebuild, or the file deleted. Nothing was changed. Take another snapshot, or a "
                "backup (citewell kb restore)."
            )

    def _at_hand(self, collection: str) -> set[str]:
        try:
            found = self._connection.ask(lambda client: client.list_snapshots(collection))
        except CollectionMissing:
            return set()
        return {each.name for each in found}


def _payload_of(snapshot: Snapshot) -> Payload:
    return {KIND: _SNAPSHOT, _SNAPSHOT: _AS_JSON.dump_json(snapshot).decode()}


def _point_of(snapshot: Snapshot) -> str:
    return str(uuid5(NAMESPACE_OID, f"citewell snapshot {snapshot.name}"))
