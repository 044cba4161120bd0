"""Writing the embedded store: changes go into a draft, which becomes the next generation."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import StoreUnavailable
from knowledge.domain.passages import Passage, PassageVectors, StoredPassage
from knowledge.files.durable import (
    SPARE_BYTES,
    copy_folder,
    disk_errors,
    folder_bytes,
    require_space,
)
from knowledge.store.checks import check_vectors, refuse_other_manifest
from knowledge.store.edge.generations import (
    GenerationFolder,
    Generations,
    Published,
    passages_ever,
    purge_generation,
    rewritten,
)
from knowledge.store.edge.locks import WriterLock
from knowledge.store.edge.segments import stored_bytes
from knowledge.store.edge.shard import PassageShard
from knowledge.store.payload import in_listing_order
from knowledge.store.protocol import Manifest


class EdgeWriter:
    """The one writer of a knowledge base; see `knowledge.store.protocol.Writer`."""

    def __init__(
        self,
        generations: Generations,
        lock: WriterLock,
        manifest: Manifest,
        *,
        afresh: bool = False,
    ) -> None:
        """Take what to change; `afresh` begins without documents, whatever the manifest was."""
        self._afresh = afresh
        self._generations = generations
        self._lock = lock
        self._manifest = manifest
        self._parent: int | None = None
        self._records: dict[str, DocumentRecord] = {}
        self._draft: GenerationFolder | None = None
        self._shard: PassageShard | None = None
        self._purged: set[str] = set()

    def __enter__(self) -> Self:
        """Hold the writer lock."""
        with disk_errors(self._generations.folder):
            self._lock.acquire()
            try:
                self._begin()
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; what was not published is dropped."""
        try:
            self._drop_draft()
        finally:
            self._lock.release()

    def documents(self) -> list[DocumentRecord]:
        """Return the records as they stand with the changes so far."""
        return in_listing_order(self._records)

    def put(
        self, record: DocumentRecord, passages: Sequence[Passage], vectors: PassageVectors
    ) -> None:
        """Add a document, or replace the one with the same id and all its passages."""
        check_vectors(self._generations.name, self._manifest, passages, vectors)
        shard = self._changing(stored_bytes(passages, vectors))
        if record.id in self._records:
            shard.remove_documents([record.id])
        shard.put(passages, vectors)
        self._records[record.id] = record

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take documents and their passages out; unknown ids are ignored."""
        known = [each for each in document_ids if each in self._records]
        if not known:
            return
        self._changing(0).remove_documents(known)
        for each in known:
            del self._records[each]

    def purge(self, document_ids: Sequence[str]) -> list[StoredPassage]:
        """Take documents out of every generation at hand with `publish`; return what they held."""
        with disk_errors(self._generations.folder):
            if not self._generations.exists():
                return []
            self._changing(0)
            self._purged |= set(document_ids)
            for each in document_ids:
                self._records.pop(each, None)
            return passages_ever(self._generations, document_ids)

    def publish(self) -> int:
        """Make the changes the live generation, atomically, and return its number.

        Without a change the live generation stays; a knowledge base that is new is published
        empty.
        """
        if self._draft is None and self._parent is not None:
            return self._parent
        with disk_errors(self._generations.folder):
            shard = self._changing(0) if not self._purged else self._rewritten()
            draft = self._draft
            assert draft is not None  # made by the line above
            # Merging and indexing writes everything once more.
            require_space(draft.path, folder_bytes(draft.path) + SPARE_BYTES)
            shard.optimize()
            passages = shard.count()
            shard.flush()
            shard.close()
            self._shard = None
            published = Published(self._parent, datetime.now(UTC), len(self._records), passages)
            draft.describe(published, self._manifest, self._records)
            self._parent = self._generations.publish(draft)
            self._draft = None
            for number in self._generations.others(self._parent) if self._purged else ():
                purge_generation(self._generations, number, without=self._purged)
            self._purged = set()
        return self._parent

    def _begin(self) -> None:
        self._generations.clear_drafts()
        if self._generations.exists():
            self._parent = self._generations.live()
            if self._afresh:
                return
            live = self._generations.at(self._parent)
            refuse_other_manifest(self._generations.name, live.manifest(), self._manifest)
            self._records = live.records()

    def _changing(self, more_bytes: int) -> PassageShard:
        with disk_errors(self._generations.folder):
            if self._shard is None:
                self._shard = self._open_draft()
            require_space(self._generations.folder, more_bytes + SPARE_BYTES)
            return self._shard

    def _open_draft(self) -> PassageShard:
        # Made at the first change: an ingest that finds nothing new copies nothing.
        self._generations.folder.mkdir(parents=True, exist_ok=True)
        draft = self._generations.draft(uuid4().hex)
        self._draft = draft
        if self._parent is None or self._afresh:
            require_space(self._generations.folder, SPARE_BYTES)
            manifest = self._manifest
            return PassageShard.create(
                draft.shard, manifest.embedder.dimension, manifest.vector_storage
            )
        source = self._generations.at(self._parent).shard
        require_space(self._generations.folder, folder_bytes(source) + SPARE_BYTES)
        copy_folder(source, draft.shard)
        return self._shard_in(draft)

    def _shard_in(self, draft: GenerationFolder) -> PassageShard:
        dimension, storage = self._manifest.embedder.dimension, self._manifest.vector_storage
        return PassageShard.load_to_write(draft.shard, dimension, storage)

    def _rewritten(self) -> PassageShard:
        """Change over to a draft that never held what is purged."""
        shard, stained = self._changing(0), self._draft
        assert stained is not None  # made by the line above
        require_space(stained.path, folder_bytes(stained.path) + SPARE_BYTES)
        clean = self._generations.draft(uuid4().hex)
        clean.path.mkdir(parents=True)
        rewritten(shard, clean.shard, self._manifest, without=self._purged)
        shard.close()
        self._shard, self._draft = self._shard_in(clean), clean
        shutil.rmtree(stained.path)
        return self._shard

    def _drop_draft(self) -> None:
        if self._shard is not None:
            # It goes anyway; on a full disk flushing it fails again and would hide the first error.
            with suppress(StoreUnavailable):
                self._shard.close()
            self._shard = None
        if self._draft is not None:
            shutil.rmtree(self._draft.path, ignore_errors=True)
            self._draft = None
        if not self._generations.exists():
            shutil.rmtree(self._generations.folder, ignore_errors=True)
