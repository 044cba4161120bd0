"""Hides and corrects single passages, and takes that back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ingest.changes.change_detection import IngestChoices
from ingest.changes.scan import path_of
from ingest.pipeline.assembly import opened_tools, target_of
from ingest.pipeline.ingest import ingest
from ingest.report.progress import NoProgress
from knowledge.care.curator_records import Curated, CuratorRecords, corrected
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError, KnowledgeBaseMismatch
from knowledge.domain.passages import StoredPassage, rows_of
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.lexical.definitions import defined_terms
from knowledge.opening.embedders import open_embedder
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader, Store


def curate(
    store: Store,
    embedding: EmbeddingSettings,
    data_dir: Path,
    name: str,
    passage_id: str,
    text: str | None,
    *,
    embedder: Embedder | None = None,
) -> tuple[str, int]:
    """Hide a passage (None) or replace its words; return its document's key and the generation.

    New words need the embedding model, which is loaded unless it is given.

    Raises:
        InputError: there is no such passage.
        KnowledgeBaseMismatch: the knowledge base was made with another embedding model.
        KnowledgeBaseBusy: another writer is at work.
    """
    with closing(store.open(name)) as reader:
        manifest = reader.manifest
        record, stored = _found(reader, passage_id)
    passage = next(each.passage for each in stored if each.passage.id == passage_id)
    if text is not None and embedder is None:
        embedder = open_embedder(embedding, data_dir)
    if text is not None and embedder is not None and embedder.identity != manifest.embedder:
        raise KnowledgeBaseMismatch(
            f"{name!r} was made with {manifest.embedder.name!r}, but {embedder.identity.name!r} is "
            "set. Set CITEWELL_EMBEDDING_MODEL as it was."
        )
    changed = [
        _changed(each, text, embedder, Bm25Encoder.of(manifest))
        if each.passage.id == passage_id
        else each
        for each in stored
    ]
    kept = [each for each in changed if each is not None]
    # Remembered first: an ingest that comes between then does the same.
    CuratorRecords(data_dir, name).curation.set(passage, text)
    with store.write(name, manifest) as writer:
        rows = rows_of(kept, manifest.embedder.dimension)
        passages = [each.passage for each in kept]
        terms = defined_terms(passages)
        writer.put(replace(record, passages=len(kept), terms=terms), passages, rows)
        generation = writer.publish()
    return record.metadata.key, generation


def uncurate(store: Store, settings: Settings, name: str, number: int) -> tuple[str, int | None]:
    """Take an entry back, reading its file again; return its document's key and the generation.

    Raises:
        InputError: there is no such entry, or its document or file is gone.
    """
    curation = CuratorRecords(settings.data_dir, name).curation
    entries = curation.entries()
    if not 1 <= number <= len(entries):
        raise InputError(
            f"There is no entry {number}: {len(entries)} passages of {name!r} are hidden or "
            f"corrected. 'citewell kb curated --kb {name}' lists them."
        )
    entry = entries[number - 1]
    record = _record_of(store, name, entry)
    path = path_of(record)
    if path is None or not path.is_file():
        raise InputError(
            f"The file of {record.source!r} is not where it was ingested from ({record.root}), so "
            "that the passage cannot be read again. Put it back, or ingest it from elsewhere."
        )
    embedder = open_embedder(settings.embedding, settings.data_dir)
    target = target_of(name, settings.ingest, embedder)
    curation.undo(entry)
    try:
        with opened_tools(
            target,
            settings,
            store=store,
            embedder=embedder,
            progress=NoProgress(),
            choices=IngestChoices(reread=frozenset({record.id})),
        ) as tools:
            report = ingest([path], target, tools)
    except BaseException:
        curation.redo(entry)
        raise
    return entry.document_key, report.generation


def _changed(
    stored: StoredPassage, text: str | None, embedder: Embedder | None, encoder: Bm25Encoder
) -> StoredPassage | None:
    if text is None or embedder is None:
        return None
    passage = corrected(stored.passage, text)
    (sparse,) = encoder.encode_passages([passage.search_text])
    return StoredPassage(passage, embedder.embed_passages([passage.search_text])[0], sparse)


def _found(reader: Reader, passage_id: str) -> tuple[DocumentRecord, list[StoredPassage]]:
    owner = next(
        (each.document_id for each in reader.all_passages() if each.id == passage_id), None
    )
    record = next((each for each in reader.documents() if each.id == owner), None)
    if record is None:
        raise InputError(
            f"The knowledge base {reader.name!r} holds no passage {passage_id!r}. 'citewell kb "
            f"export --kb {reader.name}' lists the ids."
        )
    return record, reader.stored(record.id)


def _record_of(store: Store, kb: str, entry: Curated) -> DocumentRecord:
    with closing(store.open(kb)) as reader:
        for record in reader.documents():
            if (record.metadata.key, record.metadata.version) == (
                entry.document_key,
                entry.version,
            ):
                return record
    raise InputError(
        f"{entry.document_key!r} is not in {kb!r} any more, so there is nothing to show again."
    )
