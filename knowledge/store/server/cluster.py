"""What a Qdrant server tells of its nodes, and of the copies of its shards that they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

SILENT = (ApiException, QdrantException, NotImplementedError, ValueError)
"""How a server, or the client's in-memory mode, says that it does not tell."""

_ANSWERING_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Node:
    """One node; `answers` is whether it did just now, as far as the node asked can tell."""

    number: int
    address: str
    answers: bool


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of a collection's points; `copies` tells for each node whether its copy is whole."""

    collection: str
    number: int
    copies: Mapping[int, bool]

    def usable(self, nodes: Sequence[Node]) -> list[int]:
        """Return the nodes that answer and have it whole."""
        alive = {node.number for node in nodes if node.answers}
        return [number for number, whole in self.copies.items() if whole and number in alive]


def nodes_of(client: QdrantClient) -> list[Node]:
    """Return the cluster's nodes, none where the server is one by itself or does not tell."""
    try:
        status = client.cluster_status()
    except SILENT:
        return []
    if not isinstance(status, models.ClusterStatusOneOf1):
        return []
    silent = _silent(client)
    if silent is None:
        failing = set(status.message_send_failures)
        silent = {int(peer) for peer, info in status.peers.items() if info.uri in failing}
    return [
        Node(int(peer), info.uri, int(peer) not in silent) for peer, info in status.peers.items()
    ]


def _silent(client: QdrantClient) -> set[int] | None:
    """Return the nodes that gave the one asked no answer just now; None where it cannot tell."""
    try:
        told = client.cluster_telemetry(timeout=_ANSWERING_SECONDS).cluster
    except SILENT:
        return None
    if told is None:
        return None
    return {int(peer) for peer, info in told.peers.items() if not info.responsive}


def shards_of(client: QdrantClient, collection: str) -> list[Shard]:
    """Return a collection's shards and where their copies lie, by number."""
    states = _states(client.collection_cluster_info(collection))
    return [
        Shard(collection, number, {node: _whole(state) for node, state in copies.items()})
        for number, copies in sorted(states.items())
    ]


def leader_is_dead(client: QdrantClient, collection: str) -> bool:
    """Tell whether the cluster has agreed that a shard's leader is dead.

    The leader is the node of the highest number that has a copy, dead or alive. That its copy is
    marked so takes a majority of the nodes.
    """
    try:
        states = _states(client.collection_cluster_info(collection))
    except SILENT:
        return False
    return any(copies[max(copies)] is models.ReplicaState.DEAD for copies in states.values())


def _states(told: models.CollectionClusterInfo) -> dict[int, dict[int, models.ReplicaState]]:
    """Return by shard, then by node, how each copy is."""
    states: dict[int, dict[int, models.ReplicaState]] = {}
    for here in told.local_shards:
        states.setdefault(here.shard_id, {})[told.peer_id] = here.state
    for there in told.remote_shards:
        states.setdefault(there.shard_id, {})[there.peer_id] = there.state
    return states


def told_dead(client: QdrantClient, prefix: str) -> str:
    """Return, in a sentence or two, which nodes are dead and which shards have no copy left.

    Only collections whose name begins with `prefix` are looked at. Empty: nothing of the kind.
    """
    nodes = nodes_of(client)
    dead = [node for node in nodes if not node.answers]
    if not dead:
        return ""
    named = ", ".join(f"{node.number} ({node.address})" for node in dead)
    said = f"Node {named} does not answer." if len(dead) == 1 else f"Nodes {named} do not answer."
    lost = _lost(client, prefix, nodes)
    return f"{said} {lost}".strip()


def _lost(client: QdrantClient, prefix: str, nodes: Sequence[Node]) -> str:
    try:
        names = [each.name for each in client.get_collections().collections]
        shards = [
            shard
            for name in sorted(names)
            if name.startswith(prefix)
            for shard in shards_of(client, name)
            if not shard.usable(nodes)
        ]
    except SILENT:
        return ""
    if not shards:
        return ""
    named = ", ".join(f"shard {shard.number} of {shard.collection}" for shard in shards[:5])
    more = f" and {len(shards) - 5} more" if len(shards) > 5 else ""  # noqa: PLR2004
    return (
        f"No copy is left of {named}{more}. Start the dead node again; "
        "with more replicas (citewell kb replicas) one node may die, see docs/operators/server.md."
    )


def _whole(state: models.ReplicaState) -> bool:
    return state is models.ReplicaState.ACTIVE


# Writes that other processes must see as one after another (docs/decisions/0022).


Answer = TypeVar("Answer")
"""What a request to a server gives back."""
OrderedWrite = Callable[[QdrantClient, models.WriteOrdering], Answer]

_SERVERS_FAULT = 500


def strongly(collection: str, write: OrderedWrite[Answer]) -> Callable[[QdrantClient], Answer]:
    """Return the request that makes a write through the shard's leader, after what came before.

    Under the default each replica judges a condition by itself, and two writers may both win. The
    leader stays the leader when it is dead. Only when the cluster has agreed that it is, the
    write goes through the node that leads instead ("medium").
    """

    def request(client: QdrantClient) -> Answer:
        try:
            return write(client, models.WriteOrdering.STRONG)
        except UnexpectedResponse as error:
            refused = (error.status_code or 0) < _SERVERS_FAULT
            if refused or not leader_is_dead(client, collection):
                raise
        return write(client, models.WriteOrdering.MEDIUM)

    return request
