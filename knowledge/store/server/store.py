"""The store on a Qdrant server: knowledge bases as collections, generations as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from qdrant_client import QdrantClient

from knowledge.common.addresses import is_local, without_credentials
from knowledge.common.names import checked_name
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import ConfigurationError, InputError
from knowledge.domain.passages import Passage
from knowledge.store.checks import refuse_other_manifest, refuse_other_schema
from knowledge.store.payload import in_listing_order
from knowledge.store.protocol import GenerationInfo, Manifest
from knowledge.store.server.cluster import Node, nodes_of
from knowledge.store.server.connection import READER_SECONDS, ServerConnection
from knowledge.store.server.drafts import GenerationDraft, GenerationDrafts, ShardWriter
from knowledge.store.server.lease import LEASE_SECONDS, Lease
from knowledge.store.server.points import GenerationPoints
from knowledge.store.server.reader import ServerReader
from knowledge.store.server.replicas import Replicas
from knowledge.store.server.schema import Layout, drop_collections
from knowledge.store.server.snapshots import ServerSnapshots
from knowledge.store.server.state import StateCollection, name_of
from knowledge.store.server.writer import ServerWriter

_TIMEOUT_SECONDS = 60
_SNAPSHOT_SECONDS = 3_600


class ServerStore:
    """Knowledge bases on one Qdrant server or cluster; see `knowledge.store.protocol.Store`."""

    _connection: ServerConnection
    _lease_seconds: float
    _wait_seconds: float
    _layout: Layout
    _address: str
    _api_key: str

    def __init__(
        self,
        client_or_url: QdrantClient | str | ServerStore,
        api_key: str | None = None,
        *,
        lease_seconds: float = LEASE_SECONDS,
        wait_seconds: float = READER_SECONDS,
        layout: Layout | None = None,
    ) -> None:
        """Take an address, a client, or another store whose connection is shared.

        `wait_seconds` is how long a writer waits for a server that is away, `layout` how new
        collections lie on a cluster.
        """
        self._wait_seconds = wait_seconds
        self._layout = layout or Layout()
        self._address = client_or_url if isinstance(client_or_url, str) else ""
        self._api_key = api_key or ""
        if isinstance(client_or_url, ServerStore):
            self._connection = client_or_url._connection
            self._address, self._api_key = client_or_url._address, client_or_url._api_key
            lease_seconds = client_or_url._lease_seconds
            self._wait_seconds = client_or_url._wait_seconds
            self._layout = client_or_url._layout
        elif isinstance(client_or_url, str):
            self._connection = _connected(client_or_url, self._api_key, _TIMEOUT_SECONDS)
        else:
            self._connection = ServerConnection(client_or_url, "the given client")
        self._lease_seconds = lease_seconds

    def names(self) -> list[str]:
        """Return the names of all knowledge bases, sorted."""
        answer = self._connection.ask(lambda client: client.get_collections())
        names = {name for each in answer.collections if (name := name_of(each.name)) is not None}
        states = {name: self._state_of(name).state() for name in names}
        return sorted(name for name, state in states.items() if state is not None and state.live)

    def open(self, name: str) -> ServerReader:
        """Open for reading.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        refuse_other_schema(name, self._state_of(name).published().manifest)
        return ServerReader(self._state_of(name))

    def open_any_layout(self, name: str) -> ServerReader:
        """Open for a migration, whatever layout another release gave it.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        self._state_of(name).published()
        return ServerReader(self._state_of(name))

    def write(self, name: str, manifest: Manifest) -> ServerWriter | ShardWriter:
        """Return a writer for the knowledge base, which is created when missing.

        Raises:
            KnowledgeBaseBusy: another writer holds it (raised on entering the writer).
            KnowledgeBaseMismatch: it was made with another manifest.
        """
        return self._writer(name, manifest)

    def rebuild(self, name: str, manifest: Manifest) -> ServerWriter:
        """Return a writer that rebuilds the knowledge base, in a collection of its own.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        self._state_of(name).published()
        return self._new_writer(name, manifest, afresh=True)

    def generations(self, name: str) -> list[GenerationInfo]:
        """Return the generations at hand, oldest first, the live one among them."""
        state = self._state_of(name).published()
        return [
            GenerationInfo(
                number=each.number,
                published_at=each.published_at,
                documents=each.documents,
                passages=each.passages,
                live=each.number == state.live,
            )
            for each in state.generations
        ]

    def every_document(self, name: str) -> list[DocumentRecord]:
        """Return the records of all generations at hand, those of removed documents too."""
        states = self._state_of(name)
        states.published()
        return in_listing_order(states.every_record())

    def every_passage(self, name: str) -> Iterator[Passage]:
        """Yield the passages of the live generation; no file of the server is searched here."""
        with closing(self.open(name)) as reader:
            yield from reader.all_passages()

    def rollback(self, name: str, generation: int | None = None) -> int:
        """Make an older generation live (by default the one before); return its number.

        Raises:
            InputError: that generation is not at hand.
        """
        states = self._state_of(name)
        states.published()
        self.drafts(name).refuse_open()
        lease = self._lease_of(name)
        lease.acquire()
        try:
            states.state_under(lease.token)
            state = states.published()
            at_hand = [each.number for each in state.generations]
            earlier = [number for number in at_hand if number < state.live]
            target = generation if generation is not None else max(earlier, default=None)
            if target is None or target not in at_hand:
                wanted = "before the live one" if target is None else str(target)
                raise InputError(
                    f"Knowledge base {name!r} has no generation {wanted}; it has {at_hand}, and "
                    f"{state.live} is live."
                )
            states.write(state.at(target), lease.token)
            return target
        finally:
            lease.release()

    def drop(self, name: str) -> None:
        """Delete a whole knowledge base with all generations."""
        self._state_of(name).published()
        lease = self._lease_of(name)
        lease.acquire()
        try:
            drop_collections(self._state_of(name))
        finally:
            lease.release()

    def snapshots(self, name: str) -> ServerSnapshots:
        """Return the knowledge base's snapshots on the server, over a patient connection.

        Raises:
            ConfigurationError: the store was given a client, not an address.
        """
        if not self._address:
            raise ConfigurationError("Snapshots need the server's address: CITEWELL_STORE_URL.")
        patient = _connected(self._address, self._api_key, _SNAPSHOT_SECONDS)
        return ServerSnapshots(
            StateCollection(patient, checked_name(name)),
            self._lease_of(name),
            address=self._address,
            api_key=self._api_key,
        )

    def replicas(self, name: str) -> Replicas:
        """Return the copies of a knowledge base's shards on a cluster's nodes."""
        patient = self._connection.patient(self._wait_seconds)
        return Replicas(self._state_of(name).over(patient))

    def version(self) -> str:
        """Return the server's release, such as 1.20.0."""
        return self._connection.ask(lambda client: client.info()).version

    def nodes(self) -> list[Node]:
        """Return the cluster's nodes, none where the server is one by itself."""
        return self._connection.ask(nodes_of)

    def drafts(self, name: str) -> GenerationDrafts:
        """Return what the server knows of a sharded ingest into the knowledge base."""
        return GenerationDrafts(self._state_of(name))

    def begin_draft(self, name: str, manifest: Manifest, shards: int) -> GenerationDraft:
        """Begin a generation that several workers will write to.

        Raises:
            KnowledgeBaseBusy: another writer holds the knowledge base, or a draft is open.
            KnowledgeBaseMismatch: it was made with another manifest.
        """
        with self._writer(name, manifest) as writer:
            return writer.begin_draft(shards)

    def write_share(self, name: str, manifest: Manifest) -> ShardWriter:
        """Return a writer for one worker's share of the open draft."""
        patient = self._connection.patient(self._wait_seconds)
        return ShardWriter(self._state_of(name).over(patient), manifest)

    def finish_draft(self, name: str, manifest: Manifest) -> ServerWriter:
        """Return the writer that goes on with the open draft and publishes it."""
        return self._new_writer(name, manifest, adopts_draft=True)

    def abort_draft(self, name: str) -> GenerationDraft:
        """Drop the open draft and all that was written to it; return it.

        Raises:
            InputError: none is open.
        """
        drafts = self.drafts(name)
        draft = drafts.opened()
        lease = self._lease_of(name)
        lease.acquire()
        try:
            drafts.close()
            states = self._state_of(name)
            state = states.state()
            if state is None or not state.live:
                drop_collections(states)
            else:
                GenerationPoints(states, state.rebuilt).erase_after(state.live)
        finally:
            lease.release()
        return draft

    def _writer(self, name: str, manifest: Manifest) -> ServerWriter:
        state = self._state_of(name).state()
        if state is not None and state.live:
            refuse_other_manifest(name, state.manifest, manifest)
        return self._new_writer(name, manifest)

    def _new_writer(
        self, name: str, manifest: Manifest, *, adopts_draft: bool = False, afresh: bool = False
    ) -> ServerWriter:
        lease = self._lease_of(name)
        patient = self._connection.patient(self._wait_seconds, lease.guard)
        return ServerWriter(
            self._state_of(name).over(patient),
            manifest,
            lease,
            layout=self._layout,
            adopts_draft=adopts_draft,
            afresh=afresh,
        )

    def _state_of(self, name: str) -> StateCollection:
        return StateCollection(self._connection, checked_name(name))

    def _lease_of(self, name: str) -> Lease:
        return Lease(self._state_of(name), seconds=self._lease_seconds)


def _connected(address: str, api_key: str, timeout_seconds: int) -> ServerConnection:
    client = QdrantClient(
        url=address,
        api_key=api_key or None,
        timeout=timeout_seconds,
        check_compatibility=False,  # it would ask the server before it is needed
        trust_env=not is_local(address),  # passages of the own network are no proxy's
    )
    return ServerConnection(client, without_credentials(address))
