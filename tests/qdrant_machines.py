"""Shards and their copies on the nodes of a Qdrant cluster, for its double (qdrant_cluster.py)."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar

from httpx import Headers
from qdrant_client import models
from qdrant_client.http.exceptions import UnexpectedResponse
from qdrant_client.local.qdrant_local import QdrantLocal

Answer = TypeVar("Answer")
STATES = models.ReplicaState
_BETWEEN_REPLICAS_SECONDS = 0.002
"""How long a weak write needs from one replica to the next, so that two can cross."""


@dataclass
class Shard:
    """One part of a collection's points: a copy on each of some nodes."""

    number: int
    replicas: dict[int, QdrantLocal]
    states: dict[int, models.ReplicaState]
    leading: threading.Lock = field(default_factory=threading.Lock)
    """Held by the leader over a whole write, so that strong ones come one after another."""

    def active(self) -> list[int]:
        return [peer for peer, state in self.states.items() if state is STATES.ACTIVE]


@dataclass
class Collection:
    made_with: dict[str, Any]
    shards: list[Shard]
    params: dict[str, int]

    def shard_of(self, point: object) -> Shard:
        digest = sha256(str(point).encode()).digest()
        return self.shards[int.from_bytes(digest[:4], "big") % len(self.shards)]


class Machines:
    """Nodes by number, and what lies on each; a collection has so many parts unless told others."""

    def __init__(self, nodes: int = 3, *, shards: int = 3, replicas: int = 1) -> None:
        self.peers = [101 + number for number in range(nodes)]
        self.dead: set[int] = set()
        self.agreed = True  # whether enough nodes can agree that one is dead
        self.collections: dict[str, Collection] = {}
        self._usual = {"shard_number": shards, "replication_factor": replicas}
        self._lock = threading.RLock()  # the engines give no promise for several threads

    def kill(self, node: int) -> None:
        """Let a node die, with what lies on it."""
        self.dead.add(self.peers[node])

    def revive(self, node: int) -> None:
        """Let a node come back, and catch up with the others where it missed something."""
        peer = self.peers[node]
        self.dead.discard(peer)
        for collection in self.collections.values():
            for shard in collection.shards:
                if shard.states.get(peer) is STATES.DEAD:
                    self.replicate(shard, peer)

    def make(self, name: str, made_with: dict[str, Any]) -> None:
        numbers = {key: made_with.pop(key, None) or usual for key, usual in self._usual.items()}
        writes = made_with.pop("write_consistency_factor", None) or 1
        copies = min(numbers["replication_factor"], len(self.peers))
        shards = []
        for number in range(numbers["shard_number"]):
            peers = [self.peers[(number + n) % len(self.peers)] for n in range(copies)]
            engines = {peer: QdrantLocal(":memory:") for peer in peers}
            for engine in engines.values():
                engine.create_collection(name, **made_with)
            shards.append(Shard(number, engines, dict.fromkeys(peers, STATES.ACTIVE)))
        params = {**numbers, "write_consistency_factor": writes}
        self.collections[name] = Collection(made_with, shards, params)

    def replicate(self, shard: Shard, peer: int) -> None:
        """Copy a shard to a node from one that has it whole."""
        source = next(each for each in shard.active() if each not in self.dead)
        shard.replicas[peer] = copy.deepcopy(shard.replicas[source])
        shard.states[peer] = STATES.ACTIVE

    def collection(self, name: str) -> Collection:
        if name not in self.collections:
            raise refused(404, f"Not found: Collection `{name}` doesn't exist!")
        return self.collections[name]

    def read(self, shard: Shard, peer: int, request: Callable[[QdrantLocal], Answer]) -> Answer:
        """Ask the node's own copy, else another that is whole and alive."""
        for each in sorted(shard.active(), key=lambda each: each != peer):
            if each not in self.dead:
                with self._lock:
                    return request(shard.replicas[each])
        lost = ", ".join(f"http://node-{each}:6335/" for each in shard.replicas)
        raise refused(
            500,
            f"Service internal error: 1 of 1 read operations failed: Failed to connect to {lost}",
        )

    def write(
        self,
        shard: Shard,
        peer: int,
        ordering: models.WriteOrdering | None,
        request: Callable[[QdrantLocal], object],
    ) -> None:
        """Write to every copy that is whole, each by itself or one write after another."""
        if ordering in (None, models.WriteOrdering.WEAK):
            self._write_each(shard, peer, request)
            return
        whole = ordering is models.WriteOrdering.MEDIUM
        leader = max(shard.active() if whole else shard.replicas)
        if leader in self.dead:
            self._mark_dead(shard, leader)
            raise refused(
                500,
                f"Service internal error: Failed to apply update with {ordering} ordering via "
                f"leader peer {leader}: Failed to connect",
            )
        with shard.leading:
            self._write_each(shard, leader, request)

    def _write_each(
        self, shard: Shard, first: int, request: Callable[[QdrantLocal], object]
    ) -> None:
        for peer in sorted(shard.active(), key=lambda each: each != first):
            if peer in self.dead:
                self._mark_dead(shard, peer)
            else:
                with self._lock:
                    request(shard.replicas[peer])
                time.sleep(_BETWEEN_REPLICAS_SECONDS if len(shard.replicas) > 1 else 0)
        if all(peer in self.dead for peer in shard.active()):
            raise refused(500, f"The replica set for shard {shard.number} has no active replica")

    def _mark_dead(self, shard: Shard, peer: int) -> None:
        if self.agreed and shard.active() != [peer]:
            shard.states[peer] = STATES.DEAD


def refused(status: int, said: str) -> UnexpectedResponse:
    """Return a server's refusal, as the client raises it."""
    content = f'{{"status":{{"error":"{said}"}}}}'.encode()
    return UnexpectedResponse(status, "Internal Server Error", content, Headers())
