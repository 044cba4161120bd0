"""A Qdrant cluster in this process, played over qdrant-client's in-memory engines.

What a cluster does otherwise than one node, as read in the server's source and seen on three nodes:
points lie on shards, and each shard counts IDF and fuses what lies inside a prefetch by itself; a
write under weak ordering reaches each replica by itself, under strong ordering through the shard's
leader, its node of the highest number; a node reads its own replica; a dead node's replica is
marked dead by the first write that misses it, unless it is the only one.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.conversions import common_types as types
from qdrant_client.http.exceptions import ResponseHandlingException
from qdrant_client.local.qdrant_local import QdrantLocal

from tests.qdrant_machines import Collection, Machines, Shard, refused
from tests.qdrant_shards import Points, merged, merged_page, query_shards

Answer = TypeVar("Answer")
DONE = models.UpdateResult(operation_id=0, status=models.UpdateStatus.COMPLETED)


class Cluster(Machines):
    """The nodes, and a client of each."""

    def client(self, node: int = 0) -> QdrantClient:
        """Return a client that talks to one of the nodes."""
        client = QdrantClient(":memory:")
        client._client = _Node(self, self.peers[node])  # type: ignore[assignment]
        return client


class _Node:
    """What a client calls: one node of the cluster."""

    def __init__(self, cluster: Machines, peer: int) -> None:
        self._cluster = cluster
        self._peer = peer

    def __getattribute__(self, name: str) -> Any:
        if name[0] != "_" and name != "close" and self._peer in self._cluster.dead:
            raise ResponseHandlingException(
                ConnectionRefusedError("[Errno 111] Connection refused")
            )
        return super().__getattribute__(name)

    def close(self, **_: object) -> None:
        """Nothing is open."""

    # -- collections

    def get_collections(self) -> models.CollectionsResponse:
        names = [models.CollectionDescription(name=each) for each in self._cluster.collections]
        return models.CollectionsResponse(collections=names)

    def collection_exists(self, collection_name: str) -> bool:
        return collection_name in self._cluster.collections

    def create_collection(self, collection_name: str, **made_with: Any) -> bool:
        if collection_name in self._cluster.collections:
            raise refused(409, f"Collection `{collection_name}` already exists!")
        self._cluster.make(collection_name, made_with)
        return True

    def delete_collection(self, collection_name: str, **_: object) -> bool:
        return self._cluster.collections.pop(collection_name, None) is not None

    def get_collection(self, collection_name: str) -> models.CollectionInfo:
        held = self._cluster.collection(collection_name)
        info = self._on_first(held, lambda local: local.get_collection(collection_name))
        for name, value in held.params.items():
            setattr(info.config.params, name, value)
        return info

    def update_collection(
        self, collection_name: str, collection_params: models.CollectionParamsDiff, **_: object
    ) -> bool:
        changes = collection_params.model_dump(exclude_none=True)
        self._cluster.collection(collection_name).params.update(changes)
        return True

    def create_payload_index(self, **_: object) -> models.UpdateResult:
        return DONE

    # -- points

    def upsert(
        self,
        collection_name: str,
        points: Iterable[models.PointStruct],
        ordering: models.WriteOrdering | None = None,
        **more: Any,
    ) -> models.UpdateResult:
        held = self._cluster.collection(collection_name)
        given = list(points)
        for shard in held.shards:
            own = [each for each in given if held.shard_of(each.id) is shard]
            if own:
                self._write(shard, ordering, _upserting(collection_name, own, more))
        return DONE

    def delete(
        self, collection_name: str, points_selector: Any, ordering: Any = None, **_: object
    ) -> models.UpdateResult:
        return self._everywhere(
            collection_name, ordering, lambda local: local.delete(collection_name, points_selector)
        )

    def set_payload(
        self, collection_name: str, payload: Any, points: Any, ordering: Any = None, **_: object
    ) -> models.UpdateResult:
        return self._everywhere(
            collection_name,
            ordering,
            lambda local: local.set_payload(collection_name, payload, points),
        )

    def delete_payload(
        self, collection_name: str, keys: Any, points: Any, ordering: Any = None, **_: object
    ) -> models.UpdateResult:
        return self._everywhere(
            collection_name,
            ordering,
            lambda local: local.delete_payload(collection_name, keys, points),
        )

    def retrieve(self, collection_name: str, ids: Any, **more: Any) -> list[models.Record]:
        more.pop("consistency", None)
        return merged(
            self._on_all(
                collection_name, lambda local: local.retrieve(collection_name, ids, **more)
            )
        )

    def scroll(self, collection_name: str, **more: Any) -> tuple[list[models.Record], Any]:
        more.pop("consistency", None)
        limit = more.pop("limit")
        return merged_page(
            self._on_all(
                collection_name,
                lambda local: local.scroll(collection_name, limit=limit + 1, **more)[0],
            ),
            limit,
        )

    def count(self, collection_name: str, count_filter: Any = None, **_: object) -> Any:
        counts = self._on_all(
            collection_name, lambda local: local.count(collection_name, count_filter)
        )
        return models.CountResult(count=sum(each.count for each in counts))

    def query_batch_points(
        self, collection_name: str, requests: Iterable[models.QueryRequest], **_: object
    ) -> list[types.QueryResponse]:
        def ask(question: Callable[[QdrantLocal, str], Points]) -> list[Points]:
            return self._on_all(collection_name, lambda one: question(one, collection_name))

        return [types.QueryResponse(points=query_shards(each, ask)) for each in requests]

    # -- the cluster

    def cluster_status(self) -> models.ClusterStatusOneOf1:
        peers = {
            str(peer): models.PeerInfo(uri=f"http://node-{peer}:6335/")
            for peer in self._cluster.peers
        }
        failures = {
            f"http://node-{peer}:6335/": models.MessageSendErrors(count=7)
            for peer in self._cluster.dead
        }
        return models.ClusterStatusOneOf1(
            status="enabled",
            peer_id=self._peer,
            peers=peers,
            raft_info=models.RaftInfo(term=1, commit=1, pending_operations=0, is_voter=True),
            consensus_thread_status=models.ConsensusThreadStatusOneOf1(
                consensus_thread_status="stopped"
            ),
            message_send_failures=failures,
        )

    def cluster_telemetry(self, **_: object) -> models.DistributedTelemetryData:
        peers = {
            str(peer): models.DistributedPeerInfo(
                uri=f"http://node-{peer}:6335/", responsive=peer not in self._cluster.dead
            )
            for peer in self._cluster.peers
        }
        told = models.DistributedClusterTelemetry(enabled=True, peers=peers)
        return models.DistributedTelemetryData(collections={}, cluster=told)

    def collection_cluster_info(self, collection_name: str) -> models.CollectionClusterInfo:
        shards = self._cluster.collection(collection_name).shards
        here, elsewhere = [], []
        for shard in shards:
            for peer, state in shard.states.items():
                if peer == self._peer:
                    here.append(
                        models.LocalShardInfo(shard_id=shard.number, points_count=0, state=state)
                    )
                else:
                    elsewhere.append(
                        models.RemoteShardInfo(shard_id=shard.number, peer_id=peer, state=state)
                    )
        return models.CollectionClusterInfo(
            peer_id=self._peer,
            shard_count=len(shards),
            local_shards=here,
            remote_shards=elsewhere,
            shard_transfers=[],
        )

    def cluster_collection_update(
        self, collection_name: str, cluster_operation: Any, **_: object
    ) -> bool:
        shards = self._cluster.collection(collection_name).shards
        if isinstance(cluster_operation, models.ReplicateShardOperation):
            asked = cluster_operation.replicate_shard
            self._cluster.replicate(shards[asked.shard_id], asked.to_peer_id)
        else:
            dropped = cluster_operation.drop_replica
            shards[dropped.shard_id].replicas.pop(dropped.peer_id)
            shards[dropped.shard_id].states.pop(dropped.peer_id)
        return True

    def _on_all(
        self, collection_name: str, request: Callable[[QdrantLocal], Answer]
    ) -> list[Answer]:
        held = self._cluster.collection(collection_name)
        return [self._cluster.read(shard, self._peer, request) for shard in held.shards]

    def _on_first(self, held: Collection, request: Callable[[QdrantLocal], Answer]) -> Answer:
        return self._cluster.read(held.shards[0], self._peer, request)

    def _everywhere(
        self,
        collection_name: str,
        ordering: models.WriteOrdering | None,
        request: Callable[[QdrantLocal], object],
    ) -> models.UpdateResult:
        for shard in self._cluster.collection(collection_name).shards:
            self._write(shard, ordering, request)
        return DONE

    def _write(
        self,
        shard: Shard,
        ordering: models.WriteOrdering | None,
        request: Callable[[QdrantLocal], object],
    ) -> None:
        self._cluster.write(shard, self._peer, ordering, request)


def _upserting(
    collection: str, points: list[models.PointStruct], more: dict[str, Any]
) -> Callable[[QdrantLocal], object]:
    conditions = {key: more.get(key) for key in ("update_filter", "update_mode")}
    return lambda local: local.upsert(collection, copy.deepcopy(points), **conditions)
