"""A Qdrant server's snapshots, played over the in-memory engine: whole copies of collections."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import count
from urllib.parse import unquote

from qdrant_client import QdrantClient, models


@dataclass(frozen=True)
class _Copy:
    made_at: str
    vectors: object
    sparse: object
    points: list[models.PointStruct]


class Snapshots:
    """Makes, lists, deletes and recovers; recovering reads what a URL to this server names."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client
        self._held: dict[str, dict[str, _Copy]] = {}
        self._of_storage: dict[str, int] = {}
        self._numbers = count(1)

    def answer(self, method: str, collection: str, part: str, body: dict[str, object]) -> object:
        """Answer one request; ValueError where there is no such collection or snapshot."""
        if part.startswith("shards/"):  # collections here are not parted
            return []
        held = self._held.setdefault(collection, {})
        if (method, part) == ("PUT", "recover"):
            self._recover(collection, str(body["location"]))
            return True
        self._client.get_collection(collection)
        if method == "POST":
            number = next(self._numbers)
            name = f"{collection}-0-{number:04}.snapshot"
            held[name] = self._copied(collection, f"2026-01-01T00:00:{number:02}")
            return _described(name, held[name])
        if method == "DELETE":
            return held.pop(unquote(part), None) is not None
        return [_described(name, each) for name, each in held.items()]

    def of_storage(self, method: str, part: str) -> object:
        """Answer a request for a snapshot of everything, which is only a name here."""
        if method == "POST":
            made = f"full-snapshot-{next(self._numbers)}.snapshot"
            self._of_storage[made] = 1
            return {"name": made, "size": 1}
        if method == "DELETE":
            return self._of_storage.pop(unquote(part), None) is not None
        return [{"name": each, "size": size} for each, size in self._of_storage.items()]

    def _copied(self, collection: str, made_at: str) -> _Copy:
        params = self._client.get_collection(collection).config.params
        found, _ = self._client.scroll(
            collection, limit=100_000, with_payload=True, with_vectors=True
        )
        points = [
            models.PointStruct(
                id=each.id, vector=copy.deepcopy(each.vector) or {}, payload=each.payload
            )
            for each in found
        ]
        return _Copy(made_at, params.vectors, params.sparse_vectors, copy.deepcopy(points))

    def _recover(self, collection: str, location: str) -> None:
        owner, name = map(unquote, location.split("/collections/")[1].split("/snapshots/"))
        held = self._held.get(owner, {}).get(name)
        if held is None:
            raise ValueError(f"Snapshot {name} not found")
        self._client.delete_collection(collection)
        self._client.create_collection(
            collection,
            vectors_config=held.vectors or {},  # type: ignore[arg-type]
            sparse_vectors_config=held.sparse,  # type: ignore[arg-type]
        )
        if held.points:
            self._client.upsert(collection, copy.deepcopy(held.points))


def _described(name: str, held: _Copy) -> dict[str, object]:
    return {"name": name, "creation_time": held.made_at, "size": 1000 + len(held.points)}
