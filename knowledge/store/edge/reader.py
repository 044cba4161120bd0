"""Reading the embedded store: a copy of the live generation, which follows what gets published."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage, StoredPassage
from knowledge.domain.queries import Filters, Fusion, Hit, SearchLeg
from knowledge.files.durable import copy_folder, disk_errors
from knowledge.store.checks import refuse_other_schema
from knowledge.store.edge.generations import Generations
from knowledge.store.edge.locks import OwnedFolder
from knowledge.store.edge.shard import PassageShard
from knowledge.store.payload import in_listing_order
from knowledge.store.protocol import Manifest


@dataclass(slots=True)
class OpenGeneration:
    """A generation open for reading, and how many calls are in it."""

    number: int
    manifest: Manifest
    records: list[DocumentRecord]
    shard: PassageShard
    folder: Path
    users: int = 0
    retired: bool = False


class LiveCopy:
    """This process's own copy of a knowledge base's live generation, shared by its readers.

    A published generation is never opened, since opening one writes into it.
    """

    def __init__(
        self, generations: Generations, runtime: Path, *, any_layout: bool = False
    ) -> None:
        self.generations = generations
        self._any_layout = any_layout
        self._runtime = runtime
        self._lock = threading.Lock()
        self._opened: OpenGeneration | None = None
        self._owned: OwnedFolder | None = None

    @contextmanager
    def use(self) -> Iterator[OpenGeneration]:
        """Yield the live generation; it stays open until the call is done."""
        with self._lock:
            opened = self._newest()
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
                _close_if_done(opened)

    def close(self) -> None:
        """Close the shard and delete the copy; the next use opens a new one."""
        with self._lock:
            self._retire()
            if self._owned is not None:
                self._owned.remove()
                self._owned = None

    def _newest(self) -> OpenGeneration:
        if self._owned is not None and self._owned.owner != os.getpid():
            # After a fork: the copy is the parent's. Only forget it.
            self._opened = self._owned = None
        number = self.generations.live()
        if self._opened is None or self._opened.number != number:
            opened = self._open(number)
            self._retire()
            self._opened = opened
        return self._opened

    def _retire(self) -> None:
        if self._opened is not None:
            self._opened.retired = True
            _close_if_done(self._opened)
            self._opened = None

    def _open(self, number: int) -> OpenGeneration:
        if self._owned is None:
            with disk_errors(self._runtime):
                self._owned = OwnedFolder(self._runtime)
        while True:
            try:
                return self._copy_of(number, self._owned.path / f"{number}-{uuid4().hex[:8]}")
            except FileNotFoundError:
                # Writers keep few generations: this one went while it was being copied.
                following = self.generations.live()
                if following == number:
                    raise
                number = following

    def _copy_of(self, number: int, target: Path) -> OpenGeneration:
        source = self.generations.at(number)
        manifest, records = source.manifest(), source.records()
        if not self._any_layout:
            refuse_other_schema(self.generations.name, manifest)
        try:
            copy_folder(source.shard, target)
            source.path.stat()  # still there, so the copy is whole
            shard = PassageShard.load(target)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        return OpenGeneration(number, manifest, in_listing_order(records), shard, target)


class EdgeReader:
    """A knowledge base open for reading; see `knowledge.store.protocol.Reader`."""

    def __init__(self, copy: LiveCopy) -> None:
        self._copy = copy

    @property
    def name(self) -> str:
        """The knowledge base's name."""
        return self._copy.generations.name

    @property
    def manifest(self) -> Manifest:
        """How it was made."""
        with self._use() as opened:
            return opened.manifest

    @property
    def generation(self) -> int:
        """The number of the generation that the next call reads."""
        return self._copy.generations.live()

    def search(
        self,
        legs: Sequence[SearchLeg],
        filters: Filters,
        *,
        limit: int,
        fusion: Fusion = Fusion.SCORES,
    ) -> list[Hit]:
        """Return at most `limit` hits, best first, ties by passage id."""
        with self._use() as opened:
            return opened.shard.search(legs, filters, limit=limit, fusion=fusion)

    def passages(self, ids: Sequence[str], filters: Filters) -> list[Passage]:
        """Return the passages of these ids that `filters` lets through, in the order of `ids`."""
        with self._use() as opened:
            return opened.shard.passages(ids, filters)

    def document_passages(self, document_id: str, filters: Filters) -> list[Passage]:
        """Return a document's passages in reading order, as far as `filters` lets through."""
        with self._use() as opened:
            return opened.shard.document_passages(document_id, filters)

    def documents(self) -> list[DocumentRecord]:
        """Return every document's record, ordered by source, then version."""
        with self._use() as opened:
            return list(opened.records)

    def all_passages(self) -> Iterator[Passage]:
        """Yield every passage of one generation, even if another is published meanwhile."""
        with self._use() as opened:
            yield from opened.shard.all_passages()

    def stored(self, document_id: str) -> list[StoredPassage]:
        """Return a document's passages with their vectors, in reading order; unfiltered."""
        with self._use() as opened:
            return opened.shard.stored(document_id)

    def count(self) -> int:
        """Return the number of passages."""
        with self._use() as opened:
            return opened.shard.count()

    def close(self) -> None:
        """Delete the copy."""
        self._copy.close()

    @contextmanager
    def _use(self) -> Iterator[OpenGeneration]:
        with disk_errors(self._copy.generations.folder), self._copy.use() as opened:
            yield opened


def _close_if_done(opened: OpenGeneration) -> None:
    if opened.retired and opened.users == 0:
        opened.shard.close()
        shutil.rmtree(opened.folder, ignore_errors=True)
