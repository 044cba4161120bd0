"""Writes that other processes must see as one after another (docs/decisions/0022)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from knowledge.server.cluster import leader_is_dead

Answer = TypeVar("Answer")
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
