"""A generation on a server that several machines make together: begun, written to, finished.

One coordinator begins and finishes; in between any number of workers upsert, each its own share of
the documents, and none of them publishes. Ids are computed: a repeated share changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import NAMESPACE_OID, uuid5

from pydantic import TypeAdapter
from qdrant_client import models

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError, KnowledgeBaseBusy
from knowledge.domain.passages import Passage, PassageVectors, StoredPassage
from knowledge.store.checks import check_vectors, refuse_other_manifest
from knowledge.store.conditions import AnyOf, Conditions
from knowledge.store.payload import Payload, in_listing_order
from knowledge.store.protocol import Manifest
from knowledge.store.server.connection import scroll
from knowledge.store.server.points import GenerationPoints
from knowledge.store.server.query import filter_of
from knowledge.store.server.state import KIND, NO_VECTOR, StateCollection

_DRAFT, _SHARE = "draft", "share"


@dataclass(frozen=True, slots=True)
class GenerationDraft:
    """A generation in the making by several workers. `run` tells it from earlier ones."""

    run: str
    number: int
    shards: int
    begun_at: datetime


_AS_JSON = TypeAdapter(GenerationDraft)
_DRAFT_POINT = str(uuid5(NAMESPACE_OID, "citewell draft"))


class GenerationDrafts:
    """What a knowledge base's state collection says of the draft and of its finished shares."""

    def __init__(self, states: StateCollection) -> None:
        self._states = states

    def draft(self) -> GenerationDraft | None:
        """Return the open draft, None where there is none."""
        found = self._states.retrieve([_DRAFT_POINT]).get(_DRAFT_POINT)
        return _AS_JSON.validate_json(str(found[_DRAFT])) if found else None

    def opened(self) -> GenerationDraft:
        """Return the open draft.

        Raises:
            InputError: none is open.
        """
        draft = self.draft()
        if draft is None:
            name = self._states.name
            raise InputError(
                f"No sharded ingest of {name!r} has begun, or it is finished. Begin one with "
                f"citewell ingest PATH --kb {name} --shard begin/N."
            )
        return draft

    def refuse_open(self) -> None:
        """Refuse to write while workers are at it.

        Raises:
            KnowledgeBaseBusy: a draft is open; says since when and how to end it.
        """
        draft = self.draft()
        if draft is not None:
            name = self._states.name
            raise KnowledgeBaseBusy(
                f"A sharded ingest of {name!r} into {draft.shards} shares was begun at "
                f"{draft.begun_at:%Y-%m-%d %H:%M} UTC; {len(self.done(draft))} are done. End it "
                f"with citewell ingest PATH --kb {name} --shard finish, or drop it with --shard "
                "abort."
            )

    def write(self, draft: GenerationDraft) -> None:
        """Keep a draft as the open one."""
        payload: Payload = {KIND: _DRAFT, _DRAFT: _AS_JSON.dump_json(draft).decode()}
        self._upsert(_DRAFT_POINT, payload)

    def mark_done(self, draft: GenerationDraft, shard: int) -> None:
        """Note that a worker has written its whole share."""
        point = str(uuid5(NAMESPACE_OID, f"citewell share {draft.run} {shard}"))
        self._upsert(point, {KIND: _SHARE, "run": draft.run, "shard": shard})

    def done(self, draft: GenerationDraft) -> list[int]:
        """Return the shares that are written, in order."""
        scope = filter_of(Conditions((AnyOf(KIND, (_SHARE,)), AnyOf("run", (draft.run,))), ()))
        points = scroll(self._states.connection, self._states.collection, scope)
        return sorted(int(str((point.payload or {})["shard"])) for point in points)

    def close(self) -> None:
        """Forget the draft and its shares."""
        scope = filter_of(Conditions((AnyOf(KIND, (_DRAFT, _SHARE)),), ()))
        self._states.delete(scope)

    def _upsert(self, point: str, payload: Payload) -> None:
        self._states.upsert([models.PointStruct(id=point, vector=NO_VECTOR, payload=payload)])


class ShardWriter:
    """Writes one worker's share into the open draft; see `knowledge.store.protocol.Writer`.

    Holds no lock: the draft itself keeps other writers out, and shares have no document in common.
    Nothing shows before the coordinator finishes, and what was written stays if this one dies.
    """

    def __init__(self, states: StateCollection, manifest: Manifest) -> None:
        self._name = states.name
        self._manifest = manifest
        self._drafts = GenerationDrafts(states)
        self._states = states
        self._points = GenerationPoints(states)
        self._records: dict[str, DocumentRecord] = {}
        self._draft: GenerationDraft | None = None

    def __enter__(self) -> Self:
        """Join the open draft.

        Raises:
            InputError: none is open.
            KnowledgeBaseMismatch: it was begun with another manifest.
        """
        draft = self._drafts.opened()
        state = self._states.state()
        assert state is not None, "a draft stands beside a state"
        refuse_other_manifest(self._name, state.manifest, self._manifest)
        self._points = GenerationPoints(self._states, state.rebuilt)
        self._records = self._states.records(draft.number)
        self._draft = draft
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave what was written to the coordinator."""

    @property
    def draft(self) -> GenerationDraft:
        """The draft that this writer has joined."""
        assert self._draft is not None, "entered"
        return self._draft

    def documents(self) -> list[DocumentRecord]:
        """Return the records as the draft has them."""
        return in_listing_order(self._records)

    def put(
        self, record: DocumentRecord, passages: Sequence[Passage], vectors: PassageVectors
    ) -> None:
        """Add a document, or replace the one with the same id and all its passages."""
        check_vectors(self._name, self._manifest, passages, vectors)
        number = self._writable()
        # Also what a worker left that died in the middle of this document.
        self._points.end([record.id], number)
        self._points.put(passages, vectors, number)
        self._states.put_record(record, number)
        self._records[record.id] = record

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take documents and their passages out; unknown ids are ignored."""
        known = [each for each in document_ids if each in self._records]
        if known:
            self._points.end(known, self._writable())
        for each in known:
            del self._records[each]

    def purge(self, document_ids: Sequence[str]) -> list[StoredPassage]:
        """Refuse: purging is for the one who holds the whole knowledge base."""
        raise InputError(f"A share of {self._name!r} cannot purge {len(document_ids)} documents.")

    def publish(self) -> int:
        """Return the draft's number; only the coordinator publishes."""
        return self.draft.number

    def _writable(self) -> int:
        # A late worker must not write into what has been published meanwhile.
        if self._drafts.draft() != self.draft:
            raise KnowledgeBaseBusy(
                f"The sharded ingest of {self._name!r} that this worker joined was finished or "
                "dropped. Nothing more was written; run the share again if one is open."
            )
        return self.draft.number
