"""The embedded store: Qdrant's engine in this process, knowledge bases as folders."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from knowledge.common.names import checked_name
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.files.durable import disk_errors
from knowledge.store.checks import refuse_other_manifest, refuse_other_schema
from knowledge.store.edge.generations import Generations, passages_of_all
from knowledge.store.edge.locks import WriterLock
from knowledge.store.edge.reader import EdgeReader, LiveCopy
from knowledge.store.edge.writer import EdgeWriter
from knowledge.store.payload import in_listing_order
from knowledge.store.protocol import GenerationInfo, Manifest


class EdgeStore:
    """Knowledge bases under one folder; see `knowledge.store.protocol.Store`.

    `<folder>/<name>/<generation>/` holds a published state and `<folder>/<name>/CURRENT` names the
    live one. `runtime_folder` takes the readers' copies; by default a temporary folder. A process
    should make one EdgeStore: its readers of a knowledge base share one copy.
    """

    def __init__(self, folder: Path, runtime_folder: Path | None = None) -> None:
        self._folder = folder
        self._runtime = runtime_folder or _default_runtime_folder()
        self._copies: dict[str, LiveCopy] = {}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Return the names of all knowledge bases, sorted."""
        if not self._folder.is_dir():
            return []
        with disk_errors(self._folder):
            found = [Generations(each) for each in self._folder.iterdir() if each.name[0] != "."]
            return sorted(each.name for each in found if each.exists())

    def open(self, name: str) -> EdgeReader:
        """Open for reading.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        generations = self._generations_of(name)
        with disk_errors(self._folder):
            refuse_other_schema(name, generations.at(generations.live()).manifest())
        with self._lock:
            copy = self._copies.setdefault(name, LiveCopy(generations, self._runtime))
        return EdgeReader(copy)

    def open_any_layout(self, name: str) -> EdgeReader:
        """Open for a migration, whatever layout another release gave it.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        generations = self._generations_of(name)
        with disk_errors(self._folder):
            generations.live()
        return EdgeReader(LiveCopy(generations, self._runtime, any_layout=True))

    def write(self, name: str, manifest: Manifest) -> EdgeWriter:
        """Return a writer for the knowledge base, which is created when missing.

        Raises:
            KnowledgeBaseBusy: another writer holds it (raised on entering the writer).
            KnowledgeBaseMismatch: it was made with another manifest.
        """
        generations = self._generations_of(name)
        with disk_errors(self._folder):
            if generations.exists():
                stored = generations.at(generations.live()).manifest()
                refuse_other_manifest(name, stored, manifest)
        return EdgeWriter(generations, self._writer_lock(name), manifest)

    def rebuild(self, name: str, manifest: Manifest) -> EdgeWriter:
        """Return a writer that rebuilds the knowledge base beside the live one, by any manifest.

        Raises:
            KnowledgeBaseMissing: no published knowledge base of that name.
        """
        generations = self._generations_of(name)
        with disk_errors(self._folder):
            generations.live()  # says that it is missing
        return EdgeWriter(generations, self._writer_lock(name), manifest, afresh=True)

    def generations(self, name: str) -> list[GenerationInfo]:
        """Return the generations at hand, oldest first, the live one among them."""
        with disk_errors(self._folder):
            return self._generations_of(name).infos()

    def every_document(self, name: str) -> list[DocumentRecord]:
        """Return the records of all generations at hand, those of removed documents too."""
        with disk_errors(self._folder):
            generations = self._generations_of(name)
            found: dict[str, DocumentRecord] = {}
            for info in generations.infos():
                found |= generations.at(info.number).records()
            return in_listing_order(found)

    def every_passage(self, name: str) -> Iterator[Passage]:
        """Yield the passages of all generations at hand; one may come twice."""
        with disk_errors(self._folder):
            yield from passages_of_all(self._generations_of(name))

    def rollback(self, name: str, generation: int | None = None) -> int:
        """Make an older generation live (by default the one before); return its number.

        Raises:
            InputError: that generation is not at hand.
        """
        with self._changing(name) as generations:
            target = generations.before(generations.live()) if generation is None else generation
            at_hand = [info.number for info in generations.infos()]
            if target is None or target not in at_hand:
                wanted = "before the live one" if target is None else str(target)
                raise InputError(
                    f"Knowledge base {name!r} has no generation {wanted}; it has {at_hand}, and "
                    f"{generations.live()} is live."
                )
            generations.make_live(target)
            return target

    def drop(self, name: str) -> None:
        """Delete a whole knowledge base with all generations."""
        with self._changing(name) as generations:
            # One rename ends its answers; deleting may take a while, or be cut short.
            leaving = self._folder / f".dropped-{uuid4().hex}"
            generations.folder.rename(leaving)
            for dropped in self._folder.glob(".dropped-*"):
                shutil.rmtree(dropped)

    @contextmanager
    def _changing(self, name: str) -> Iterator[Generations]:
        generations = self._generations_of(name)
        lock = self._writer_lock(name)
        with disk_errors(self._folder):
            if not generations.exists():
                generations.live()  # says that it is missing
            lock.acquire()
            try:
                yield generations
            finally:
                lock.release()

    def _generations_of(self, name: str) -> Generations:
        return Generations(self._folder / checked_name(name))

    def _writer_lock(self, name: str) -> WriterLock:
        # Outside of the knowledge base, which may be dropped while another waits for it.
        return WriterLock(self._folder / ".locks" / f"{name}.lock", name)


def _default_runtime_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"citewell-{os.getuid()}"
