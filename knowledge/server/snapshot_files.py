"""The snapshot files that a Qdrant server keeps: of collections, shards and the whole storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from qdrant_client import QdrantClient

from knowledge.errors import StoreUnavailable
from knowledge.server.cluster import shards_of
from knowledge.server.connection import CollectionMissing, ServerConnection


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
