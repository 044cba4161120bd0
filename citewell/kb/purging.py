"""Takes one document out of everything that Citewell keeps, and proves it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.database.engine import open_database
from app.database.purging import purge_traces
from citewell.kb.curate import curation_of
from ingest.cache import EmbeddingCache, embeddings_path
from ingest.opening import retirements_of
from knowledge.byte_search import Search, needles_of, search_bytes
from knowledge.documents import DocumentRecord
from knowledge.embedding import EmbedderIdentity
from knowledge.jobs import open_jobs
from knowledge.kept_readings import KeptReadings, readings_path
from knowledge.originals import Originals
from knowledge.passages import StoredPassage
from knowledge.settings import Settings
from knowledge.store import Store
from knowledge.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge took out, and what the byte search after it found."""

    knowledge_base: str
    key: str
    generation: int
    documents: Sequence[DocumentRecord]
    passages: Sequence[StoredPassage]
    originals: int
    turns: int
    search: Search
    on_server: bool


def tombstones_of(settings: Settings, name: str) -> Tombstones:
    """Return the tombstones of a knowledge base."""
    return Tombstones(settings.data_dir / "tombstones" / f"{name}.json")


def purge_document(store: Store, settings: Settings, name: str, key: str) -> Purge | None:
    """Purge all versions of a document in all generations; None where there never was one.

    The tombstone comes first: a purge that is cut short can be run again.
    """
    stones = tombstones_of(settings, name)
    every = store.every_document(name)
    doomed = [record for record in every if record.facts.key == key]
    if not doomed and stones.of(key) is None:
        return None
    stone = stones.add(key, doomed)
    with closing(store.open(name)) as reader:
        manifest = reader.manifest
    with store.write(name, manifest) as writer:
        passages = writer.purge(stone.document_ids)
        generation = writer.publish()
    _forget_vectors(settings.data_dir, manifest.embedder, passages)
    curation_of(settings, name).forget(key)
    kept = {record.content_hash for record in every if record not in doomed}
    gone = [each for each in stone.content_hashes if each not in kept]
    originals = _remove_originals(Originals(settings.data_dir / "originals" / name), gone)
    with closing(store.open(name)) as reader:
        remaining = {passage.text for passage in reader.all_passages()}
    needles = needles_of(passages, remaining)
    texts = [needle.decode() for needle, kind in needles.items() if kind == "text"]
    with closing(open_database(settings.database_url, settings.data_dir)) as database:
        turns = purge_traces(database, [*stone.document_ids, *texts])
    retirements_of(settings, name).forget(key)
    with closing(open_jobs(settings)) as jobs:
        said = [word for each in passages for word in (each.passage.text, each.passage.id)]
        jobs.forget_words([*texts, *said])
    return Purge(
        knowledge_base=name,
        key=key,
        generation=generation,
        documents=doomed,
        passages=passages,
        originals=originals,
        turns=turns,
        search=search_bytes(settings.data_dir, needles),
        on_server=bool(settings.store_url),
    )


def honour_tombstones(store: Store, settings: Settings, name: str) -> int:
    """Purge again what a rollback or a restored backup brought back; return how many documents."""
    with closing(store.open(name)) as reader:
        manifest, records = reader.manifest, reader.documents()
    back = tombstones_of(settings, name).purged(records)
    if back:
        with store.write(name, manifest) as writer:
            writer.purge([record.id for record in back])
            writer.publish()
    return len(back)


def _forget_vectors(
    data: Path, identity: EmbedderIdentity, passages: Sequence[StoredPassage]
) -> None:
    texts = [each.passage.search_text for each in passages]
    path = embeddings_path(data)
    if path.is_file():
        with EmbeddingCache(path, identity) as cache:
            cache.forget(texts)
    if (readings := readings_path(data)).is_file():
        with closing(KeptReadings(readings, identity)) as shelf:
            shelf.forget(texts)


def _remove_originals(originals: Originals, hashes: Sequence[str]) -> int:
    there = [each for each in hashes if originals.find(each) is not None]
    for each in there:
        originals.remove(each)
    return len(there)
