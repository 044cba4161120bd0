"""The ingest job: scan, skip what is unchanged, load, split, embed, store, publish once."""

from __future__ import annotations

import errno
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from ingest.cache import EmbeddingCache
from ingest.embedding import CachedEmbedding
from ingest.keys import Keys
from ingest.parsing import Parser
from ingest.progress import NoProgress, Progress
from ingest.reading import FileReader, Prepared
from ingest.report import FileOutcome, FileState, Report, outcome_of
from ingest.roots import FoundFile, LeftOut, Scan, checked_paths, path_of, scan
from ingest.stopwatch import Stopwatch
from ingest.suffixes import reason_to_skip
from knowledge.documents import DocumentRecord
from knowledge.embedding import Embedder
from knowledge.errors import (
    DocumentUnreadable,
    InputError,
    KnowledgeBaseMissing,
    StoreUnavailable,
)
from knowledge.originals import Originals
from knowledge.passages import PassageVectors, SparseVector
from knowledge.store import Manifest, Store, Writer

_WINDOW = 2048
"""Passages that are embedded and written together: enough to sort by length, little to hold."""


class PassageTerms(Protocol):
    """The sparse encoder's half that an ingest needs."""

    def encode_passages(self, texts: Sequence[str]) -> Sequence[SparseVector]:
        """Return each text's weighted terms."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """The knowledge base to fill. `limit` is the most tokens of a passage's search text."""

    name: str
    manifest: Manifest
    limit: int


@dataclass(frozen=True, slots=True)
class Tools:
    """What an ingest works with."""

    store: Store
    embedder: Embedder
    terms: PassageTerms
    cache: EmbeddingCache
    originals: Originals
    parser: Parser
    progress: Progress = field(default_factory=NoProgress)


def ingest(paths: Iterable[Path], target: Target, tools: Tools) -> Report:
    """Bring a knowledge base up to what the paths hold, and publish it if anything changed.

    A file that cannot be read is in the report and never stops the others; what it gave earlier
    stays. Anything else that goes wrong leaves the published state as it was.

    Raises:
        InputError: a path does not exist or holds no files.
        KnowledgeBaseBusy: another writer is at work.
        KnowledgeBaseMismatch: the knowledge base was made with other settings.
        StoreUnavailable: the store, the cache or the disk does not take what is written.
    """
    started_at = datetime.now(UTC)
    stopwatch = Stopwatch()
    asked = checked_paths(paths)
    with _full_disk_explained(), tools.store.write(target.name, target.manifest) as writer:
        run = _Run(asked, target, tools, writer, stopwatch)
        run.work()
        if run.changed:
            with stopwatch.stage("publish"):
                writer.publish()
    return Report(
        knowledge_base=target.name,
        embedding_model=target.manifest.embedder.name,
        started_at=started_at,
        roots=tuple(map(str, asked)),
        files=tuple(sorted(run.outcomes, key=lambda file: (file.root, file.path))),
        seconds=stopwatch.seconds(),
        generation=_live_generation(tools.store, target.name),
        published=run.changed,
        embedded=run.embedding.embedded,
        from_cache=run.embedding.from_cache,
        warnings=tuple(run.reader.misnamed()),
    )


class _Run:
    """One ingest in the making."""

    def __init__(
        self,
        paths: Sequence[Path],
        target: Target,
        tools: Tools,
        writer: Writer,
        stopwatch: Stopwatch,
    ) -> None:
        self._tools = tools
        self._writer = writer
        self._stopwatch = stopwatch
        records = writer.documents()
        with stopwatch.stage("scan"):
            self._scan = scan(paths, {record.root for record in records})
        _refuse_nothing(self._scan, records, target.name)
        self._vanished = self._scan.vanished(records)
        gone = {record.id for record in self._vanished}
        staying = [record for record in records if record.id not in gone]
        self._earlier: dict[Path, list[DocumentRecord]] = defaultdict(list)
        for record in staying:
            if (path := path_of(record)) is not None:
                self._earlier[path].append(record)
        self.embedding = CachedEmbedding(tools.embedder, tools.cache)
        self.reader = FileReader(
            knowledge_base=target.name,
            default_group=target.manifest.default_group,
            limit=target.limit,
            count_tokens=tools.embedder.count_tokens,
            parser=tools.parser,
            originals=tools.originals,
            keys=Keys(staying),
            stopwatch=stopwatch,
        )
        self.outcomes: list[FileOutcome] = []
        self.changed = False
        self._pending: list[Prepared] = []
        self._met = 0
        self._done = 0

    def work(self) -> None:
        """Take every file and write what changed."""
        self._drop(self._vanished, "the file is no longer there")
        self._tell_left_out(self._scan.skipped, FileState.SKIPPED)
        self._tell_left_out(self._scan.failed, FileState.FAILED)
        total = len(self._scan.files)
        for position, file in enumerate(self._scan.files):
            self._tools.progress.reading(position, total, file.source)
            self._take(file)
            if sum(len(prepared.passages) for prepared in self._pending) >= _WINDOW:
                self._flush()
        self._tools.progress.reading(total, total, "")
        self._flush()

    def _take(self, file: FoundFile) -> None:
        reason = reason_to_skip(file.source)
        if reason:
            self._note(file, FileState.SKIPPED, reason)
            return
        earlier = self._earlier[file.path]
        try:
            with self._stopwatch.stage("scan"):
                fingerprint = self.reader.fingerprint(file)
            if [(str(file.root), fingerprint.content_hash)] == [
                (record.root, record.content_hash) for record in earlier
            ]:
                self.outcomes.append(outcome_of(earlier[0], FileState.UNCHANGED))
                return
            prepared = self.reader.prepare(file, fingerprint, earlier)
        except DocumentUnreadable as error:
            self._fail(file, str(error), earlier)
            return
        if prepared is not None:
            self._met += len(prepared.passages)
            self._pending.append(prepared)
        elif earlier:
            self._drop(earlier, "the file holds no text any more")
        else:
            self._note(file, FileState.SKIPPED, "the file holds no text")

    def _fail(self, file: FoundFile, reason: str, earlier: Sequence[DocumentRecord]) -> None:
        if not earlier:
            self._note(file, FileState.FAILED, reason)
            return
        kept = f"{reason} What was ingested from it earlier stays."
        self.outcomes.append(outcome_of(earlier[0], FileState.FAILED, reason=kept))

    def _note(self, file: FoundFile, state: FileState, reason: str) -> None:
        self.outcomes.append(FileOutcome(file.source, str(file.root), state, reason))

    def _tell_left_out(self, items: Sequence[LeftOut], state: FileState) -> None:
        self.outcomes += [FileOutcome(i.source, str(i.root), state, i.reason) for i in items]

    def _drop(self, records: Sequence[DocumentRecord], reason: str) -> None:
        if records:
            self._writer.remove([record.id for record in records])
            self.changed = True
        self.outcomes += [outcome_of(r, FileState.REMOVED, reason=reason) for r in records]

    def _flush(self) -> None:
        """Embed and write what is pending."""
        pending, self._pending = self._pending, []
        texts = [passage.search_text for prepared in pending for passage in prepared.passages]
        if not pending:
            return
        with self._stopwatch.stage("embed"):
            rows = self.embedding.rows(texts, self._tell_embedded)
        self._done += len(texts)
        with self._stopwatch.stage("sparse"):
            sparse = tuple(self._tools.terms.encode_passages(texts))
        start = 0
        for prepared in pending:
            end = start + len(prepared.passages)
            self._put(prepared, PassageVectors(rows[start:end], sparse[start:end]))
            start = end

    def _put(self, prepared: Prepared, vectors: PassageVectors) -> None:
        with self._stopwatch.stage("store"):
            if prepared.replaced:
                self._writer.remove(prepared.replaced)
            self._writer.put(prepared.record, prepared.passages, vectors)
        self.changed = True
        state = FileState.ADDED if prepared.is_new else FileState.CHANGED
        self.outcomes.append(outcome_of(prepared.record, state, warnings=prepared.warnings))

    def _tell_embedded(self, done_in_window: int) -> None:
        self._tools.progress.embedding(self._done + done_in_window, self._met)


def _refuse_nothing(found: Scan, records: Sequence[DocumentRecord], name: str) -> None:
    if found.files or found.skipped or found.failed:
        return
    folders = ", ".join(repr(str(path)) for path in found.covered)
    missed = len(found.vanished(records))
    if missed:
        # More often a disk that is not mounted than a wish to delete everything.
        raise InputError(
            f"There are no files in {folders}, but {name!r} holds {missed} documents from there. "
            "Nothing was removed. If they shall go, use 'citewell kb delete'."
        )
    raise InputError(f"There are no files in {folders}. Name a folder that holds documents.")


def _live_generation(store: Store, name: str) -> int | None:
    try:
        return next((info.number for info in store.generations(name) if info.live), None)
    except KnowledgeBaseMissing:
        return None


@contextmanager
def _full_disk_explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreUnavailable(
                f"The disk is full ({error.filename or 'data folder'}). Nothing was published; "
                "free space and ingest again: what is embedded so far need not be embedded anew."
            ) from error
        raise
