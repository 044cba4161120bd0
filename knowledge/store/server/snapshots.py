"""Snapshots of a knowledge base, made, kept and brought back by the Qdrant server itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote
from uuid import NAMESPACE_OID, uuid5

from pydantic import TypeAdapter
from qdrant_client import QdrantClient, models

from knowledge.domain.errors import InputError, StoreUnavailable
from knowledge.store.conditions import AnyOf, Conditions
from knowledge.store.payload import Payload
from knowledge.store.server.cluster import shards_of
from knowledge.store.server.connection import CollectionMissing, ServerConnection, scroll
from knowledge.store.server.drafts import GenerationDrafts
from knowledge.store.server.lease import Lease
from knowledge.store.server.points import GenerationPoints
from knowledge.store.server.query import filter_of
from knowledge.store.server.schema import drop_passages_but
from knowledge.store.server.state import (
    KIND,
    NO_VECTOR,
    StateCollection,
    passages_collection,
    state_collection,
)

_SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a knowledge base: snapshots of its collections, which belong together.

    `name` is that of its state's, `passages` are by the number of their collection; `state` is the
    number of the state's own.
    """

    name: str
    made_at: str
    size_bytes: int
    generation: int
    passages: dict[int, str]
    state: int = 0


_AS_JSON = TypeAdapter(Snapshot)


class ServerSnapshots:
    """The snapshots of one knowledge base. They lie where the server keeps them."""

    def __init__(
        self, states: StateCollection, lease: Lease, *, address: str, api_key: str
    ) -> None:
        """Take the server's address as the server itself can reach it, to read its files from."""
        self._connection = states.connection
        self._name = states.name
        self._lease = lease
        self._address = address.rstrip("/")
        self._api_key = api_key or None
        self._states = states
        self._files = SnapshotFiles(states.connection)

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
            snapshot = Snapshot(
                made.name,
                moment,
                size + made.size,
                state.live,
                passages,
                self._states.number,
            )
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
            noted, before = self.all(), self._states.published()
            snapshot = self._chosen(name, noted)
            self._refuse_incomplete(snapshot)
            for number, part in snapshot.passages.items():
                collection = passages_collection(self._name, number)
                self._recover(collection, SnapshotFile(part, collection))
                if without:
                    GenerationPoints(self._states, number).purge(without)
            of_state = state_collection(self._name, snapshot.state)
            self._recover(self._states.collection, SnapshotFile(snapshot.name, of_state))
            self._tidy(noted, before.last_number)
            return snapshot.generation
        finally:
            self._lease.release()

    def delete(self, name: str) -> None:
        """Delete a snapshot with all its parts.

        Raises:
            InputError: there is no such snapshot.
        """
        snapshot = self._chosen(name, self.all())
        self._files.delete(self._parts(snapshot))
        self._forget([snapshot])

    def files(self) -> list[SnapshotFile]:
        """Return every snapshot at hand that holds something of this knowledge base.

        Those of its collections, of collections that it had when a snapshot was made here, and of
        the server's whole storage. On a cluster, what lies on the node that is asked.
        """
        state = self._states.published()
        homes = {each.rebuilt for each in state.generations}
        noted = self.all()
        # 0: the first ones, which somebody else may have made snapshots of.
        numbers = {0} | homes | {number for each in noted for number in each.passages}
        states = {0, self._states.number} | {each.state for each in noted}
        collections = [
            *(passages_collection(self._name, number) for number in sorted(numbers)),
            *(state_collection(self._name, number) for number in sorted(states)),
        ]
        of_collections = [file for each in collections for file in self._files.of(each)]
        return [*of_collections, *self._files.of_storage()]

    def delete_files(self, files: Sequence[SnapshotFile]) -> None:
        """Delete these, and forget the snapshots that they were a part of."""
        self._files.delete(files)
        gone = set(files)
        self._forget([each for each in self.all() if gone.intersection(self._parts(each))])

    def _forget(self, snapshots: Iterable[Snapshot]) -> None:
        points: list[models.ExtendedPointId] = [_point_of(each) for each in snapshots]
        if points:
            self._states.delete(models.Filter(must=[models.HasIdCondition(has_id=points)]))

    def _begin(self) -> None:
        self._states.published()
        GenerationDrafts(self._states).refuse_open()
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

    def _recover(self, collection: str, file: SnapshotFile) -> None:
        there = f"{self._address}/collections/{quote(file.collection)}/snapshots/{quote(file.name)}"
        recover = partial(
            QdrantClient.recover_snapshot,
            collection_name=collection,
            location=there,
            api_key=self._api_key,
            priority=models.SnapshotPriority.SNAPSHOT,
        )
        # A server gives no file of a collection that it has not; where this is the one to recover,
        # what is made for that becomes the recovered one.
        if file.collection == collection:
            self._files.make_reachable(collection)
            self._connection.ask(recover)
            return
        with self._files.reachable(file.collection):
            self._connection.ask(recover)

    def _tidy(self, noted: Iterable[Snapshot], last_number: int) -> None:
        """Mend what the restored state cannot know: its lease, later numbers, later snapshots."""
        self._states.delete(filter_of(Conditions((AnyOf(KIND, ("lease",)),), ())))
        self._lease.regain()
        self._note(noted)
        state = self._states.published()
        # What was numbered since is not to be taken for what will be.
        last_number = max(last_number, state.last_number)
        self._states.write(replace(state, last_number=last_number), self._lease.token)
        needed = {passages_collection(self._name, each.rebuilt) for each in state.generations}
        drop_passages_but(self._connection, self._name, needed)

    def _note(self, snapshots: Iterable[Snapshot]) -> None:
        points = [
            models.PointStruct(id=_point_of(each), vector=NO_VECTOR, payload=_payload_of(each))
            for each in snapshots
        ]
        if points:
            self._states.upsert(points)

    def _chosen(self, name: str, noted: Sequence[Snapshot]) -> Snapshot:
        found = next((each for each in noted if each.name == name), None)
        if found is None:
            told = ", ".join(each.name for each in noted) or "none"
            raise InputError(f"There is no snapshot {name!r} of {self._name!r}. There are: {told}.")
        return found

    def _parts(self, snapshot: Snapshot) -> list[SnapshotFile]:
        passages = [
            SnapshotFile(part, passages_collection(self._name, number))
            for number, part in snapshot.passages.items()
        ]
        of_state = state_collection(self._name, snapshot.state)
        return [*passages, SnapshotFile(snapshot.name, of_state)]

    def _refuse_incomplete(self, snapshot: Snapshot) -> None:
        parts = self._parts(snapshot)
        lost = [part.name for part in parts if part not in self._files.of(part.collection)]
        if lost:
            raise InputError(
                f"The server no longer has {', '.join(lost)}: the file was deleted. Nothing was "
                "changed. Take another snapshot, or a backup (citewell kb restore)."
            )


def _payload_of(snapshot: Snapshot) -> Payload:
    return {KIND: _SNAPSHOT, _SNAPSHOT: _AS_JSON.dump_json(snapshot).decode()}


def _point_of(snapshot: Snapshot) -> str:
    return str(uuid5(NAMESPACE_OID, f"citewell snapshot {snapshot.name}"))


# The snapshot files that a Qdrant server keeps: of collections, shards and the whole storage.


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """One file. Without a collection it is of the whole storage, with a shard of that one alone."""

    name: str
    collection: str = ""
    shard: int | None = None

    def __str__(self) -> str:
        of_shard = f", shard {self.shard}" if self.shard is not None else ""
        return f"{self.name} (of {self.collection or 'the whole storage'}{of_shard})"


class SnapshotFiles:
    """What the node that is asked keeps. Files outlive their collection."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    @contextmanager
    def reachable(self, collection: str) -> Iterator[None]:
        """Have a collection of this name, since a server shows no files of one that was dropped."""
        made = self.make_reachable(collection)
        try:
            yield
        finally:
            if made:
                self._connection.ask(
                    partial(QdrantClient.delete_collection, collection_name=collection)
                )

    def make_reachable(self, collection: str) -> bool:
        """Make a collection of this name unless there is one; return whether it was made."""
        ask = self._connection.ask
        if ask(partial(QdrantClient.collection_exists, collection_name=collection)):
            return False
        ask(lambda client: client.create_collection(collection, vectors_config={}))
        return True

    def of(self, collection: str) -> list[SnapshotFile]:
        """Return the snapshots of a collection and of its shards."""
        with self.reachable(collection):
            return [*self._of_collection(collection), *self._of_shards(collection)]

    def of_storage(self) -> list[SnapshotFile]:
        """Return the snapshots of everything that the server has; a cluster makes none."""
        try:
            found = self._connection.ask(QdrantClient.list_full_snapshots)
        except StoreUnavailable:
            return []
        return [SnapshotFile(each.name) for each in found]

    def delete(self, files: Iterable[SnapshotFile]) -> None:
        """Delete these files."""
        for each in files:
            if not each.collection:
                self._delete_of_storage(each)
                continue
            with self.reachable(each.collection):
                self._delete(each)

    def _of_collection(self, collection: str) -> list[SnapshotFile]:
        try:
            found = self._connection.ask(lambda client: client.list_snapshots(collection))
        except CollectionMissing:  # dropped meanwhile by a writer
            return []
        return [SnapshotFile(each.name, collection) for each in found]

    def _of_shards(self, collection: str) -> list[SnapshotFile]:
        try:
            shards = self._connection.ask(lambda client: shards_of(client, collection))
            return [
                SnapshotFile(each.name, collection, shard.number)
                for shard in shards
                for each in self._connection.ask(
                    partial(
                        QdrantClient.list_shard_snapshots,
                        collection_name=collection,
                        shard_id=shard.number,
                    )
                )
            ]
        except StoreUnavailable:  # of a shard that lies on other nodes
            return []

    def _delete(self, file: SnapshotFile) -> None:
        if file.shard is None:
            request = partial(
                QdrantClient.delete_snapshot,
                collection_name=file.collection,
                snapshot_name=file.name,
            )
        else:
            request = partial(
                QdrantClient.delete_shard_snapshot,
                collection_name=file.collection,
                shard_id=file.shard,
                snapshot_name=file.name,
            )
        try:
            self._connection.ask(request)
        except CollectionMissing:
            return  # gone already

    def _delete_of_storage(self, file: SnapshotFile) -> None:
        try:
            self._connection.ask(
                partial(QdrantClient.delete_full_snapshot, snapshot_name=file.name)
            )
        except CollectionMissing:
            return  # gone already
