"""How many nodes hold each shard of a knowledge base: told, and changed for what is there."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from qdrant_client import QdrantClient, models

from knowledge.domain.errors import ConfigurationError, InputError, StoreUnavailable
from knowledge.store.server.cluster import Node, Shard, nodes_of, shards_of
from knowledge.store.server.state import StateCollection, passages_collection

_COPYING_SECONDS = 3_600.0
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many more nodes may die before reading, or writing, stops; -1: it has stopped."""

    reading: int
    writing: int


class Replicas:
    """The copies of one knowledge base's shards, those of every generation at hand."""

    def __init__(self, states: StateCollection, *, seconds: float = _COPYING_SECONDS) -> None:
        """Take how long one shard may take to be copied."""
        self._states = states
        self._connection = states.connection
        self._seconds = seconds

    def nodes(self) -> list[Node]:
        """Return the nodes, none where the server is one by itself."""
        return self._connection.ask(nodes_of)

    def shards(self) -> list[Shard]:
        """Return the shards of all its collections, that of the state last."""
        return [shard for each in self._collections() for shard in self._shards_of(each)]

    def tolerance(self) -> Tolerance:
        """Return how many nodes may die. Writing takes a majority of the nodes, too."""
        nodes, shards = self.nodes(), self.shards()
        alive = sum(node.answers for node in nodes)
        needed = {each: self._write_consistency(each) for each in self._collections()}
        reading = min(len(shard.usable(nodes)) for shard in shards) - 1
        writing = min(
            len(shard.usable(nodes)) - min(needed[shard.collection], len(shard.copies))
            for shard in shards
        )
        majority = len(nodes) // 2 + 1
        return Tolerance(reading, min(reading, writing, alive - majority))

    def change(self, replicas: int, write_consistency: int, *, told: Callable[[str], None]) -> None:
        """Let so many nodes hold each shard; `write_consistency` 0 leaves that as it is.

        Shards stay as many as they are: that takes a rebuild.

        Raises:
            ConfigurationError: the server is no cluster.
            InputError: fewer nodes than that answer, or more are to confirm a write.
            StoreUnavailable: a shard has no copy left, or copying it does not end.
        """
        nodes = self.nodes()
        _refuse_impossible(nodes, replicas, write_consistency)
        for collection in self._collections():
            params = models.CollectionParamsDiff(
                replication_factor=replicas, write_consistency_factor=write_consistency or None
            )
            self._connection.ask(
                partial(
                    QdrantClient.update_collection,
                    collection_name=collection,
                    collection_params=params,
                )
            )
            for shard in self._shards_of(collection):
                self._spread(shard, nodes, replicas, told)

    def _spread(
        self, shard: Shard, nodes: Sequence[Node], replicas: int, told: Callable[[str], None]
    ) -> None:
        usable = shard.usable(nodes)
        if not usable:
            raise StoreUnavailable(
                f"Shard {shard.number} of {shard.collection} has no copy left to take another "
                "from. Start its node again, or ingest again."
            )
        loads = Counter(node for each in self.shards() for node in each.copies)
        free = [node.number for node in nodes if node.answers and node.number not in shard.copies]
        for target in sorted(free, key=lambda node: (loads[node], node))[: replicas - len(usable)]:
            told(f"copying shard {shard.number} of {shard.collection} to node {target}")
            self._copy(shard, usable[0], target)
        for surplus in sorted(usable, key=lambda node: (-loads[node], node))[replicas:]:
            told(f"dropping shard {shard.number} of {shard.collection} from node {surplus}")
            drop = models.Replica(shard_id=shard.number, peer_id=surplus)
            self._update(shard.collection, models.DropReplicaOperation(drop_replica=drop))

    def _copy(self, shard: Shard, source: int, target: int) -> None:
        copy = models.ReplicateShard(shard_id=shard.number, from_peer_id=source, to_peer_id=target)
        self._update(shard.collection, models.ReplicateShardOperation(replicate_shard=copy))
        deadline = time.monotonic() + self._seconds
        begun = False
        while time.monotonic() < deadline:
            copies = self._copies_of(shard)
            if copies.get(target):
                return
            if begun and target not in copies:
                break  # the server has given up and taken it away again
            begun = target in copies
            time.sleep(_LOOK_SECONDS)
        raise StoreUnavailable(
            f"Copying shard {shard.number} of {shard.collection} from node {source} to {target} "
            f"did not end well within {self._seconds:.0f} seconds. Look at the server's log, and "
            "run the command again."
        )

    def _update(self, collection: str, operation: models.ClusterOperations) -> None:
        self._connection.ask(
            partial(
                QdrantClient.cluster_collection_update,
                collection_name=collection,
                cluster_operation=operation,
            )
        )

    def _collections(self) -> list[str]:
        state = self._states.published()
        homes = sorted({each.rebuilt for each in state.generations})
        passages = [passages_collection(self._states.name, home) for home in homes]
        return [*passages, self._states.collection]

    def _shards_of(self, collection: str) -> list[Shard]:
        return self._connection.ask(lambda client: shards_of(client, collection))

    def _copies_of(self, shard: Shard) -> Mapping[int, bool]:
        every = self._shards_of(shard.collection)
        return next((each.copies for each in every if each.number == shard.number), {})

    def _write_consistency(self, collection: str) -> int:
        info = self._connection.ask(lambda client: client.get_collection(collection))
        return info.config.params.write_consistency_factor or 1


def _refuse_impossible(nodes: Sequence[Node], replicas: int, write_consistency: int) -> None:
    if not nodes:
        raise ConfigurationError(
            "The server at CITEWELL_STORE_URL is a single server, not a cluster: it keeps one copy."
        )
    alive = sum(node.answers for node in nodes)
    if not 1 <= replicas <= alive:
        raise InputError(
            f"{replicas} replicas need as many nodes, and {alive} of {len(nodes)} answer."
        )
    if write_consistency > replicas:
        raise InputError(
            f"{write_consistency} replicas cannot confirm a write where {replicas} are kept."
        )
