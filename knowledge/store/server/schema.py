"""Making and deleting a knowledge base's collections on a server."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import partial

from qdrant_client import QdrantClient, models

from knowledge.domain.vector_storage import VectorStorage
from knowledge.store.payload import DOCUMENT_ID, KEYWORD_FIELDS, NUMBER_FIELDS, PASSAGE_ID
from knowledge.store.server.connection import ServerConnection
from knowledge.store.server.query import (
    DENSE,
    FROM_GENERATION,
    SPARSE,
    TO_GENERATION,
    vector_params,
)
from knowledge.store.server.state import (
    KIND,
    StateCollection,
    is_passages_collection,
    state_collection,
)

_GENERATION_FIELDS = (FROM_GENERATION, TO_GENERATION)


def create_state_collection(states: StateCollection, layout: Layout) -> None:
    """Create the collection of state, lease and records, if it is not there."""
    if not states.numbers():
        create_state_at(states.connection, states.collection, layout)


def create_state_at(connection: ServerConnection, collection: str, layout: Layout) -> None:
    """Create a collection for state, lease and records; somebody else may have just done so."""
    connection.ask(lambda client: _create_unless_raced(client, collection, layout))
    _create_indexes(connection, collection, (KIND, DOCUMENT_ID), _GENERATION_FIELDS)


def create_passages_collection(
    connection: ServerConnection,
    collection: str,
    dimension: int,
    storage: VectorStorage,
    layout: Layout,
) -> None:
    """Create a collection of passages afresh. Only for who holds the lease, of one not in use."""
    sparse = models.SparseVectorParams(modifier=models.Modifier.IDF)

    def create(client: QdrantClient) -> None:
        # In one step, so that repeating it after an answer that was lost repeats both.
        client.delete_collection(collection)
        client.create_collection(
            collection,
            vectors_config={DENSE: vector_params(dimension, storage)},
            sparse_vectors_config={SPARSE: sparse},
            shard_number=layout.shards or None,
            replication_factor=layout.replicas or None,
            write_consistency_factor=layout.write_consistency or None,
        )

    connection.ask(create)
    # Before anything is uploaded: the graph gets its edges for filtered search while it is built.
    keywords = (PASSAGE_ID, *KEYWORD_FIELDS)
    _create_indexes(connection, collection, keywords, (*NUMBER_FIELDS, *_GENERATION_FIELDS))


def drop_collections(states: StateCollection) -> None:
    """Delete everything of a knowledge base."""
    drop_states_but(states, None)
    drop_passages_but(states.connection, states.name, frozenset())


def drop_states_but(states: StateCollection, kept: str | None) -> None:
    """Delete the collections of state that a knowledge base has left, or never moved to."""
    for number in states.numbers():
        collection = state_collection(states.name, number)
        if collection != kept:
            _delete(states.connection, collection)


def drop_passages_but(connection: ServerConnection, name: str, kept: Set[str]) -> None:
    """Delete the collections of passages that no generation needs: old ones, unfinished ones."""
    for each in connection.ask(QdrantClient.get_collections).collections:
        if is_passages_collection(each.name, name) and each.name not in kept:
            _delete(connection, each.name)


def _delete(connection: ServerConnection, collection: str) -> None:
    connection.ask(partial(QdrantClient.delete_collection, collection_name=collection))


def _create_unless_raced(client: QdrantClient, collection: str, layout: Layout) -> None:
    try:
        client.create_collection(
            collection,
            vectors_config={},
            shard_number=1,  # so that one copy shows all of it
            replication_factor=layout.replicas or None,
            write_consistency_factor=layout.write_consistency or None,
        )
    except Exception:
        if not client.collection_exists(collection):
            raise


def _create_indexes(
    connection: ServerConnection,
    collection: str,
    keywords: tuple[str, ...],
    numbers: tuple[str, ...],
) -> None:
    kinds = dict.fromkeys(keywords, models.PayloadSchemaType.KEYWORD)
    kinds |= dict.fromkeys(numbers, models.PayloadSchemaType.INTEGER)
    for field, kind in kinds.items():
        connection.ask(
            partial(
                QdrantClient.create_payload_index,
                collection_name=collection,
                field_name=field,
                field_schema=kind,
                wait=True,
            )
        )


# How a knowledge base's collections are laid out over a cluster's nodes when they are made.


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers for collections that are made from now on; 0 is whatever the server is set to.

    `shards` is of passages alone: one shard ranks on any number of nodes as it does on one, since
    each shard counts by itself how rare a word is. The state is always one shard, so that one copy
    shows it whole. `write_consistency` is how many replicas must have taken a write.
    """

    shards: int = 1
    replicas: int = 0
    write_consistency: int = 0
