"""Rebuilds a knowledge base, from its files or from what is stored, and switches to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.changes.change_detection import IngestChoices
from ingest.changes.scan import path_of
from ingest.pipeline.assembly import opened_tools, target_of
from ingest.pipeline.ingest import ingest
from ingest.report.progress import IngestProgress
from ingest.report.report import Report
from knowledge.care.migration import migrate, migrated_manifest
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError, KnowledgeBaseMismatch
from knowledge.lexical.bm25 import TODAYS_RULES, Bm25Encoder
from knowledge.opening.embedders import open_embedder
from knowledge.settings.parts import IngestSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Manifest, Store

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Source:
    """What a rebuild reads: the folders whose files are there, and what it would lose."""

    roots: Sequence[Path]
    lost: Sequence[DocumentRecord]


@dataclass(frozen=True, slots=True)
class Migration:
    """How a knowledge base was made before and after, and what it holds."""

    before: Manifest
    after: Manifest
    documents: Sequence[DocumentRecord]


def rebuild_source(store: Store, name: str, *, losing: bool) -> Source:
    """Return what there is to read again.

    Raises:
        InputError: files are gone (unless `losing` is allowed), or all of them are.
    """
    records = _records(store, name)
    lost = [record for record in records if not _has_file(record)]
    if lost and not losing:
        raise InputError(_loss(name, lost))
    roots = sorted({Path(record.root) for record in records if _has_file(record)})
    if not roots:
        raise InputError(
            f"No file of {name!r} is where it was ingested from, so that there is nothing to make "
            "it from. Ingest its documents into a new knowledge base."
        )
    return Source(roots, lost)


def rebuild(
    store: Store, settings: Settings, name: str, source: Source, progress: IngestProgress
) -> Report:
    """Read all folders again with the settings in force now, and switch to the result."""
    embedder = open_embedder(settings.embedding, settings.data_dir)
    target = target_of(name, settings.ingest, embedder)
    with opened_tools(
        target,
        settings,
        store=store,
        embedder=embedder,
        progress=progress,
        choices=IngestChoices(afresh=True),
    ) as tools:
        return ingest(source.roots, target, tools)


def migrate_to_settings(store: Store, ingest: IngestSettings, name: str) -> Migration:
    """Bring it to this release's layout and the settings; nothing is read or embedded again."""
    with closing(store.open_any_layout(name)) as reader:
        stored = reader.manifest
    manifest = migrated_manifest(name, stored, _today(stored, ingest))
    if manifest == stored:
        return Migration(stored, stored, ())
    return Migration(stored, manifest, migrate(store, name, manifest, Bm25Encoder.of(manifest)))


def _today(stored: Manifest, ingest: IngestSettings) -> Manifest:
    return Manifest(
        embedder=stored.embedder,
        splitter=stored.splitter,
        bm25_language=ingest.bm25_language,
        bm25_rules=TODAYS_RULES,
        vector_storage=ingest.vector_storage,
    )


def _records(store: Store, kb: str) -> list[DocumentRecord]:
    try:
        with closing(store.open(kb)) as reader:
            return reader.documents()
    except KnowledgeBaseMismatch:
        # Another release's layout, which nobody can read; the records of all generations can be.
        return store.every_document(kb)


def _has_file(record: DocumentRecord) -> bool:
    path = path_of(record)
    return path is not None and path.is_file()


def _loss(kb: str, lost: Sequence[DocumentRecord]) -> str:
    named = ", ".join(record.source for record in lost[:_MOST_NAMED])
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    roots = ", ".join(sorted({record.root for record in lost}))
    return (
        f"{len(lost)} documents of {kb!r} have no file any more ({named}{more}; from {roots}), so "
        "a rebuilt knowledge base would be without them. Put the files back, or go on with --yes. "
        "Nothing was changed."
    )
