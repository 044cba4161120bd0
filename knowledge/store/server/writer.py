"""Writing to a knowledge base on a Qdrant server: in place, seen once the number is published."""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import StoreUnavailable
from knowledge.domain.passages import Passage, PassageVectors, StoredPassage
from knowledge.store.checks import check_vectors, refuse_other_manifest
from knowledge.store.payload import in_listing_order
from knowledge.store.protocol import KEPT_GENERATIONS, Manifest
from knowledge.store.server.connection import READER_SECONDS
from knowledge.store.server.drafts import GenerationDraft, GenerationDrafts
from knowledge.store.server.lease import Lease
from knowledge.store.server.points import GenerationPoints
from knowledge.store.server.schema import (
    Layout,
    create_state_at,
    create_state_collection,
    drop_collections,
    drop_passages_but,
    drop_states_but,
)
from knowledge.store.server.state import (
    PublishedGeneration,
    ServerState,
    StateCollection,
    passages_collection,
    state_collection,
)


class ServerWriter:
    """The one writer of a knowledge base; see `knowledge.store.protocol.Writer`.

    Readers filter by the live number, so nothing shows before that is written.
    """

    def __init__(
        self,
        states: StateCollection,
        manifest: Manifest,
        lease: Lease,
        *,
        layout: Layout,
        adopts_draft: bool = False,
        afresh: bool = False,
    ) -> None:
        """Take where to write, over a connection that waits for the server.

        `layout` is for the collections that it makes; `adopts_draft` goes on with, and publishes,
        what workers wrote; `afresh` begins without documents, in a new collection beside the one
        that answers, whatever the manifest was.
        """
        self._name = states.name
        self._manifest = manifest
        self._lease = lease
        self._layout = layout
        self._state = states
        self._points = GenerationPoints(states)
        self._records: dict[str, DocumentRecord] = {}
        self._live = 0
        self._drafted: int | None = None
        self._remaking = CollectionReplacement()
        self._drafts = GenerationDrafts(states)
        self._adopts_draft = adopts_draft
        self._afresh = afresh
        self._rebuilt = 0

    def __enter__(self) -> Self:
        """Hold the writer lock."""
        self._lease.acquire(lambda: create_state_collection(self._state, self._layout))
        try:
            self._begin()
        except BaseException:
            self._lease.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; what was not published is dropped."""
        # Out of reach, the server keeps what no reader sees; the next writer's first change
        # erases it, and the lease runs out. Who has waited for the server has waited long enough.
        self._state.connection = self._state.connection.patient(READER_SECONDS)
        with suppress(StoreUnavailable):
            unpublished = not self._live or self._drafted is not None
            # A draft's words are the workers', which are not ours to drop.
            if unpublished and not self._adopts_draft and self._drafts.draft() is None:
                self._drop_unpublished()
        self._lease.release()

    def documents(self) -> list[DocumentRecord]:
        """Return the records as they stand with the changes so far."""
        return in_listing_order(self._records)

    def put(
        self, record: DocumentRecord, passages: Sequence[Passage], vectors: PassageVectors
    ) -> None:
        """Add a document, or replace the one with the same id and all its passages."""
        check_vectors(self._name, self._manifest, passages, vectors)
        number = self._changing()
        if record.id in self._records:
            self._points.end([record.id], number)
        self._points.put(passages, vectors, number)
        self._state.put_record(record, number)
        self._records[record.id] = record

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take documents and their passages out; unknown ids are ignored."""
        known = [each for each in document_ids if each in self._records]
        if not known:
            return
        self._points.end(known, self._changing())
        for each in known:
            del self._records[each]

    def purge(self, document_ids: Sequence[str]) -> list[StoredPassage]:
        """Take documents out of every generation with `publish`, for good; return what they held.

        A server keeps what was deleted in its log of writes, so that what remains is copied into
        new collections, and the old ones are dropped.
        """
        self._changing()
        found: dict[str, StoredPassage] = {}
        homes = sorted({self._rebuilt, *_homes(self._remaking.moved(self._current().generations))})
        self._remaking.state, *following = self._numbers(1 + len(homes))
        for home, number in zip(homes, following, strict=True):
            target = self._made_like(home, number)
            for each in GenerationPoints(self._state, home).copy_to(target, document_ids):
                found[each.passage.id] = each
            self._remaking.replaced(home, number)
        self._work_in(self._remaking.now(self._rebuilt))
        self._remaking.gone.update(document_ids)
        self._records = {k: v for k, v in self._records.items() if k not in self._remaking.gone}
        return list(found.values())

    def publish(self) -> int:
        """Make the changes the live generation, atomically, and return its number.

        Without a change the live generation stays; a knowledge base that is new is published
        empty.
        """
        if self._drafted is None and self._live:
            return self._live
        number = self._changing()
        made = PublishedGeneration(
            number=number,
            published_at=datetime.now(UTC),
            documents=len(self._records),
            passages=self._points.count(number),
            rebuilt=self._rebuilt,
            manifest=self._manifest,
        )
        state = self._current()
        earlier = map(self._recounted, self._remaking.moved(state.generations))
        generations = (*earlier, made)[-KEPT_GENERATIONS:]
        self._lease.check()
        self._write(replace(state, manifest=self._manifest, live=number, generations=generations))
        self._live, self._drafted = number, None
        if self._adopts_draft:
            self._drafts.close()
        self._clear(generations)
        return number

    def begin_draft(self, shards: int) -> GenerationDraft:
        """Open a draft for so many workers, which outlives this writer; return it."""
        draft = GenerationDraft(uuid4().hex, self._changing(), shards, datetime.now(UTC))
        self._drafts.write(draft)
        return draft

    def _write(self, state: ServerState) -> None:
        """Write the state: where it is, or after a purge into a collection without the records."""
        if not self._remaking.state:
            self._state.write(state, self._lease.token)
            return
        number, self._remaking.state = self._remaking.state, 0
        target = state_collection(self._name, number)
        create_state_at(self._state.connection, target, self._layout)
        self._state.copy_to(target, self._remaking.gone)
        self._state.move(state, self._lease.token, number)
        self._lease.follow(target)

    def _drop_unpublished(self) -> None:
        state = self._state.state()
        if state is None or not self._live:
            drop_collections(self._state)
            return
        GenerationPoints(self._state, state.rebuilt).erase_after(self._live)
        self._drop_collections_but(_homes(state.generations))

    def _begin(self) -> None:
        state = self._state.state_under(self._lease.token)
        if self._adopts_draft:
            self._adopt(self._drafts.opened(), state)
            return
        self._drafts.refuse_open()
        if state is not None and state.live:
            self._live = state.live
            if not self._afresh:
                refuse_other_manifest(self._name, state.manifest, self._manifest)
                self._work_in(state.rebuilt)
                self._records = self._state.records(state.live)
            return
        # New, or left by a writer that died before it published anything.
        self._points.create(self._manifest, self._layout)
        self._points.erase_after(0)

    def _adopt(self, draft: GenerationDraft, state: ServerState | None) -> None:
        assert state is not None, "a draft stands beside a state"
        refuse_other_manifest(self._name, state.manifest, self._manifest)
        self._live, self._drafted = state.live, draft.number
        self._work_in(state.rebuilt)
        self._records = self._state.records(draft.number)

    def _changing(self) -> int:
        """Return the number of the generation being made; the first change begins it."""
        self._lease.check()
        if self._drafted is None:
            state = self._current()
            # What a rollback left behind, and what a dead writer wrote, must not come back.
            remaining = tuple(each for each in state.generations if each.number <= self._live)
            number = state.last_number + 1
            state = replace(state, last_number=number, generations=remaining)
            self._state.write(state, self._lease.token)
            GenerationPoints(self._state, state.rebuilt).erase_after(self._live)
            self._drop_collections_but(_homes(remaining))
            if self._afresh:
                self._start_afresh(number)
            self._drafted = number
        return self._drafted

    def _start_afresh(self, number: int) -> None:
        self._work_in(number)
        self._points.create(self._manifest, self._layout)
        self._state.end_records(number)

    def _numbers(self, count: int) -> range:
        """Return numbers that nothing has had; given out for good, used or not."""
        state = self._current()
        first = state.last_number + 1
        self._state.write(replace(state, last_number=state.last_number + count), self._lease.token)
        return range(first, first + count)

    def _made_like(self, home: int, number: int) -> GenerationPoints:
        """Create a collection for what another holds."""
        manifests = [
            each.manifest
            for each in self._remaking.moved(self._current().generations)
            if each.rebuilt == home
        ]
        made = GenerationPoints(self._state, number)
        made.create(next((each for each in manifests if each), self._manifest), self._layout)
        return made

    def _work_in(self, rebuilt: int) -> None:
        self._rebuilt, self._points = rebuilt, GenerationPoints(self._state, rebuilt)

    def _drop_collections_but(self, kept: Set[int]) -> None:
        names = {passages_collection(self._name, rebuilt) for rebuilt in kept}
        drop_passages_but(self._state.connection, self._name, names)
        drop_states_but(self._state, self._state.collection)

    def _clear(self, generations: Sequence[PublishedGeneration]) -> None:
        """Delete what none of these generations shows."""
        for rebuilt in _homes(generations):
            GenerationPoints(self._state, rebuilt).erase_unseen_from(generations[0].number)
        self._drop_collections_but(_homes(generations))

    def _recounted(self, each: PublishedGeneration) -> PublishedGeneration:
        if not self._remaking.gone:
            return each
        documents = len(self._state.records(each.number).keys() - self._remaking.gone)
        passages = GenerationPoints(self._state, each.rebuilt).count(each.number)
        return replace(each, documents=documents, passages=passages)

    def _current(self) -> ServerState:
        state = self._state.state()
        if state is None or not state.live:
            last = state.last_number if state is not None else 0
            return ServerState(self._manifest, live=0, last_number=last, generations=())
        return state


def _homes(generations: Sequence[PublishedGeneration]) -> set[int]:
    """Return when the collections that these generations need were made."""
    return {each.rebuilt for each in generations} or {0}


# What a purge makes again on a server: which collections take the place of which, without whom.


@dataclass(slots=True)
class CollectionReplacement:
    """What a writer has made again so far; it counts with the next state."""

    gone: set[str] = field(default_factory=set)
    """Documents that are in none of the new collections."""
    state: int = 0
    """The number of the state's new collection; 0 where it stays."""
    homes: dict[int, int] = field(default_factory=dict)
    """The numbers of new collections of passages by those of the ones that they replace."""

    def replaced(self, home: int, number: int) -> None:
        """Note that a collection was made again, maybe once more."""
        again = {old: number if new == home else new for old, new in self.homes.items()}
        self.homes = {**again, home: number}

    def now(self, home: int) -> int:
        """Return the number of the collection that holds what this one held."""
        return self.homes.get(home, home)

    def moved(self, generations: Sequence[PublishedGeneration]) -> tuple[PublishedGeneration, ...]:
        """Return the generations with the collections that hold them now."""
        return tuple(replace(each, rebuilt=self.now(each.rebuilt)) for each in generations)
