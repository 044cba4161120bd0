"""The ingest job: scan, skip what is unchanged, load, split, embed, store, publish once."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from ingest.changes.change_detection import (
    ChangeDetector,
    IngestChoices,
    RemovedDocuments,
    refuse_large_removals,
    refuse_nothing,
    rights_of,
    standing_roots,
    staying,
    weight_of,
)
from ingest.changes.preparation import DocumentPreparer, PreparedDocument
from ingest.changes.rights import Rights
from ingest.changes.scan import Keys, Scan, checked_paths, scan
from ingest.embedding.cache import EmbeddingCache
from ingest.embedding.cached_embedding import CachedEmbedding
from ingest.loaders.content.options import LoadingOptions
from ingest.parsing.parser_process import Parser
from ingest.pipeline.stages import BackgroundWriter, Prefetcher
from ingest.report.progress import IngestProgress, NoProgress
from ingest.report.report import Report
from knowledge.care.curator_records import CuratorRecords
from knowledge.common.stopwatch import Stopwatch
from knowledge.domain.access import EVERYTHING
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import KnowledgeBaseMissing, StoreUnavailable
from knowledge.domain.passages import FloatRows, PassageVectors, SparseVector
from knowledge.domain.versions import date_faults
from knowledge.files.originals import Originals
from knowledge.store.protocol import Manifest, Store, Writer

_WINDOW = 2048
"""Passages of usual length embedded and written together: enough to sort by it, little to hold.
As many are read ahead and written behind, so three windows are in memory, whatever the corpus."""
_FIRST_WINDOW = 256
"""The first is small and each twice the one before: the model does not wait for a whole one."""


class PassageTermEncoder(Protocol):
    """The sparse encoder's half that an ingest needs."""

    def encode_passages(self, texts: Sequence[str]) -> Sequence[SparseVector]:
        """Return each text's weighted terms."""
        ...


@dataclass(frozen=True, slots=True)
class IngestTarget:
    """The knowledge base to fill. `limit` is the most tokens of a passage's search text."""

    name: str
    manifest: Manifest
    limit: int


@dataclass(frozen=True, slots=True)
class IngestTools:
    """What an ingest works with."""

    store: Store
    embedder: Embedder
    terms: PassageTermEncoder
    cache: EmbeddingCache
    originals: Originals
    parser: Parser
    options: LoadingOptions = field(default_factory=LoadingOptions)
    progress: IngestProgress = field(default_factory=NoProgress)
    choices: IngestChoices = field(default_factory=IngestChoices)
    decided: CuratorRecords | None = None


def ingest(
    paths: Iterable[Path], target: IngestTarget, tools: IngestTools, *, publish_anyway: bool = False
) -> Report:
    """Bring a knowledge base up to what the paths hold, and publish it if anything changed.

    `publish_anyway` is for who goes on with what others wrote.

    A file that cannot be read is in the report and never stops the others; what it gave earlier
    stays. Anything else that goes wrong leaves the published state as it was.

    Raises:
        InputError: a path does not exist or holds no files, or more than half of a root would go.
        KnowledgeBaseBusy: another writer is at work.
        KnowledgeBaseMismatch: the knowledge base was made with other settings.
        StoreUnavailable: the store, the cache or the disk does not take what is written.
    """
    started_at = datetime.now(UTC)
    stopwatch = Stopwatch()
    asked = checked_paths(paths)
    with _full_disk_explained(), _writer(target, tools) as writer:
        run = _Run(asked, target, tools, writer, stopwatch)
        run.work()
        dates = run.date_faults()
        published = run.changed or publish_anyway
        if published:
            with stopwatch.stage("publish"):
                writer.publish()
    return Report(
        knowledge_base=target.name,
        embedding_model=target.manifest.embedder.name,
        started_at=started_at,
        roots=tuple(map(str, asked)),
        files=tuple(sorted(run.changes.outcomes, key=lambda file: (file.root, file.path))),
        seconds=stopwatch.seconds(),
        generation=_live_generation(tools.store, target.name),
        published=published,
        embedded=run.embedding.embedded,
        from_cache=run.embedding.from_cache,
        warnings=(*run.misnamed(), *dates),
    )


def _writer(target: IngestTarget, tools: IngestTools) -> Writer:
    open_writer = tools.store.rebuild if tools.choices.afresh else tools.store.write
    return open_writer(target.name, target.manifest)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run begins with: the changes it finds, what prepares documents, what it may do."""

    changes: ChangeDetector
    preparer: DocumentPreparer
    rights: Rights


def survey(
    paths: Sequence[Path],
    records: Sequence[DocumentRecord],
    target: IngestTarget,
    tools: IngestTools,
    stopwatch: Stopwatch,
) -> Survey:
    """Scan the paths, refuse what looks like a mistake, and set up the pass over the files.

    An ingest and its plan both begin here, so that they tell of the same files alike.

    Raises:
        InputError: there are no files, or more than half of a root would go.
    """
    choices = tools.choices
    with stopwatch.stage("scan"):
        found = _scanned(paths, records, target.name, choices)
    rights = rights_of(choices, records, target.manifest.default_group)
    left = staying(found, records, choices, rights)
    preparer = _document_preparer(target, tools, left, stopwatch, rights)
    changes = ChangeDetector(
        found,
        records,
        choices,
        preparer=preparer,
        rights=rights,
        progress=tools.progress,
        stopwatch=stopwatch,
    )
    return Survey(changes, preparer, rights)


def _scanned(
    paths: Sequence[Path], records: Sequence[DocumentRecord], name: str, choices: IngestChoices
) -> Scan:
    found = scan(paths, standing_roots(records, choices), follow_links=choices.follow_links)
    refuse_nothing(found, records, name)
    if choices.takes is not None:
        return found.share(choices.takes)
    refuse_large_removals(found, records, choices)
    found.covered.extend(choices.moved_from)
    return found


def _document_preparer(
    target: IngestTarget,
    tools: IngestTools,
    records: Sequence[DocumentRecord],
    stopwatch: Stopwatch,
    rights: Rights,
) -> DocumentPreparer:
    return DocumentPreparer(
        knowledge_base=target.name,
        default_group=target.manifest.default_group,
        limit=target.limit,
        count_tokens=tools.embedder.count_tokens,
        parser=tools.parser,
        options=tools.options,
        originals=tools.originals,
        keys=Keys(
            (each for each in records if each.id not in tools.choices.replaceable),
            may_name=rights.may_read,
        ),
        rights=rights,
        stopwatch=stopwatch,
        decided=tools.decided,
    )


class _Run:
    """One ingest in the making: files are read ahead, embedded here, written behind."""

    def __init__(
        self,
        paths: Sequence[Path],
        target: IngestTarget,
        tools: IngestTools,
        writer: Writer,
        stopwatch: Stopwatch,
    ) -> None:
        self._tools = tools
        self._writer = writer
        self._stopwatch = stopwatch
        begun = survey(paths, writer.documents(), target, tools, stopwatch)
        self.changes, self.preparer, self._rights = begun.changes, begun.preparer, begun.rights
        self.embedding = CachedEmbedding(tools.embedder, tools.cache)
        self.changed = False
        self._pending: list[PreparedDocument] = []
        self._pending_weight = 0
        self._window = _FIRST_WINDOW
        self._done = 0

    def work(self) -> None:
        """Take every file and write what changed."""
        prefetched = Prefetcher(self.changes.steps(), weight=weight_of, most=_WINDOW)
        with BackgroundWriter() as behind, prefetched as steps:
            for step in steps:
                if isinstance(step, RemovedDocuments):
                    self.changed = True
                    behind.do(partial(self._remove, step))
                    continue
                self._pending.append(step)
                self._pending_weight += weight_of(step)
                if self._pending_weight >= self._window:
                    self._flush(behind)
                    self._window = min(2 * self._window, _WINDOW)
            self._flush(behind)
            behind.wait()

    def date_faults(self) -> list[str]:
        """Return what is odd about the dates of the documents that this run met."""
        keys = {outcome.document_key for outcome in self.changes.outcomes}
        met = (r for r in self._writer.documents() if r.metadata.key in keys)
        return date_faults(filter(self._rights.may_read, met))

    def misnamed(self) -> list[str]:
        """Return what sidecars name that is not there, to who may know of the whole folder."""
        return self.preparer.misnamed() if self._tools.choices.access == EVERYTHING else []

    def _remove(self, removal: RemovedDocuments) -> None:
        with self._stopwatch.stage("store"):
            self._writer.remove([record.id for record in removal.records])

    def _flush(self, behind: BackgroundWriter) -> None:
        """Embed what is pending and have it written."""
        pending, self._pending = self._pending, []
        self._pending_weight = 0
        if not pending:
            return
        texts = [passage.search_text for prepared in pending for passage in prepared.passages]
        with self._stopwatch.stage("embed"):
            rows = self.embedding.rows(texts, self._tell_embedded)
        self._done += len(texts)
        self.changed = True
        behind.do(partial(self._write, pending, texts, rows))

    def _write(
        self, pending: Sequence[PreparedDocument], texts: Sequence[str], rows: FloatRows
    ) -> None:
        with self._stopwatch.stage("sparse"):
            sparse = tuple(self._tools.terms.encode_passages(texts))
        start = 0
        with self._stopwatch.stage("store"):
            for prepared in pending:
                end = start + len(prepared.passages)
                if prepared.replaced:
                    self._writer.remove(prepared.replaced)
                vectors = PassageVectors(rows[start:end], sparse[start:end])
                self._writer.put(prepared.record, prepared.passages, vectors)
                self.changes.tell_written(prepared)
                start = end

    def _tell_embedded(self, done_in_window: int) -> None:
        self._tools.progress.embedding(self._done + done_in_window, self.changes.met)


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
                "free space and ingest again: what is embedded so far is kept."
            ) from error
        raise
