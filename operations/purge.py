"""Takes one document out of everything that Citewell keeps, and has it proven."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.database.engine import open_database
from app.database.purging import purge_traces
from app.i18n import curator_texts, texts
from app.i18n.translations import de_curator_texts, de_texts, es_curator_texts, es_texts
from ingest.embedding.cache import EmbeddingCache, embeddings_path
from knowledge.care.curator_records import CuratorRecords, Tombstone
from knowledge.care.glossary_records import GLOSSARIES, GlossaryRecords
from knowledge.care.traces import Json, OwnWords, Traces
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import Passage, StoredPassage
from knowledge.files.data_folder import originals_of, sweep
from knowledge.files.durable import replace_text
from knowledge.files.originals import Originals
from knowledge.files.uploads import uploads_of
from knowledge.jobs.table import open_jobs
from knowledge.lexical.glossary import Decided
from knowledge.settings.parts import UploadSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store
from operations.purge_proof import Proof, prove

_PAGES = (texts, curator_texts, de_texts, de_curator_texts, es_texts, es_curator_texts)


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge took out, and what the search after it found."""

    knowledge_base: str
    key: str
    generation: int
    documents: Sequence[DocumentRecord]
    passages: Sequence[StoredPassage]
    originals: int
    turns: int
    proof: Proof
    on_server: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """What a document said, and what others say, too."""

    said: Sequence[str]
    elsewhere: Sequence[str]


def purge_document(store: Store, settings: Settings, name: str, key: str) -> Purge | None:
    """Purge all versions of a document in all generations; None where there never was one.

    The tombstone comes first, and what quotes the document is blanked before its words are gone: a
    purge that is cut short can be run again.
    """
    stones = CuratorRecords(settings.data_dir, name).tombstones
    every = store.every_document(name)
    doomed = [record for record in every if record.metadata.key == key]
    if not doomed and stones.of(key) is None:
        return None
    stone = stones.add(key, doomed)
    _discard_uploads(settings.uploads, settings.data_dir, name, key, doomed)
    with closing(store.open(name)) as reader:
        manifest = reader.manifest
    with store.write(name, manifest) as writer:
        sweep(settings.data_dir, older_than_seconds=0, folders=[originals_of(name)])
        sweep(settings.data_dir)
        passages = writer.purge(stone.document_ids)
        words = _words(store, settings.data_dir, name, stone, [each.passage for each in passages])
        ids = {*stone.document_ids, *(each.passage.id for each in passages)}
        traces = Traces(ids, OwnWords(words.said, said_elsewhere=words.elsewhere))
        turns = _blank(settings, traces)
        generation = writer.publish()
    _forget_vectors(settings.data_dir, manifest.embedder, passages)
    CuratorRecords(settings.data_dir, name).forget(key)
    kept = {record.content_hash for record in every if record not in doomed}
    gone = [each for each in stone.content_hashes if each not in kept]
    originals = _remove_originals(Originals(settings.data_dir / "originals" / name), gone)
    # Once more: what was answered until the document went may quote it.
    turns += _blank(settings, traces)
    return Purge(
        knowledge_base=name,
        key=key,
        generation=generation,
        documents=doomed,
        passages=passages,
        originals=originals,
        turns=turns,
        proof=prove(settings, passages, words.said, words.elsewhere),
        on_server=bool(settings.store.url),
    )


def honour_tombstones(store: Store, data_dir: Path, name: str) -> int:
    """Purge again what a rollback or a restored backup brought back; return how many documents."""
    with closing(store.open(name)) as reader:
        manifest, records = reader.manifest, reader.documents()
    back = CuratorRecords(data_dir, name).tombstones.purged(records)
    if back:
        with store.write(name, manifest) as writer:
            writer.purge([record.id for record in back])
            writer.publish()
    return len(back)


def _words(
    store: Store, data_dir: Path, name: str, stone: Tombstone, purged: Sequence[Passage]
) -> _Words:
    """Return what the document says, and had said before a curator corrected it."""
    curated = [
        text
        for entry in CuratorRecords(data_dir, name).curation.entries()
        if entry.document_key == stone.document_key
        for text in (entry.original, entry.text)
    ]
    curated += [
        text
        for each in CuratorRecords(data_dir, name).glossary.of(stone.document_key)
        for text in (*each.said, *each.meant)
    ]
    said = [text for each in purged for text in (each.text, each.title, *each.headings)]
    remaining = [
        text
        for passage in _remaining(store, name, stone)
        for text in (passage.text, passage.title, *passage.headings)
    ]
    # Its key stays: in the tombstone, and in the log that says who purged it.
    keys = [stone.document_key, *(each.source for each in purged)]
    return _Words(
        tuple(dict.fromkeys(text for text in (*said, *curated) if text)),
        tuple(dict.fromkeys((*remaining, *keys, *_page_texts()))),
    )


def _remaining(store: Store, name: str, stone: Tombstone) -> Iterator[Passage]:
    """Yield what all other documents say, those of other knowledge bases, too."""
    gone = set(stone.document_ids)
    yield from (each for each in store.every_passage(name) if each.document_id not in gone)
    for other in store.names():
        if other != name:
            with closing(store.open(other)) as reader:
                yield from reader.all_passages()


def _page_texts() -> Iterator[str]:
    """Yield what the page says by itself."""
    for page in _PAGES:
        yield from (text for text in vars(page).values() if isinstance(text, str))


def _blank(settings: Settings, traces: Traces) -> int:
    """Blank what quotes the document, wherever words are kept; return how many answers did."""
    with closing(open_database(settings.database.url, settings.data_dir)) as database:
        turns = purge_traces(database, traces)
    with closing(open_jobs(settings)) as jobs:
        jobs.forget(traces)
    blank_files(settings.data_dir, traces)
    return turns


def _discard_uploads(
    uploads_settings: UploadSettings,
    data_dir: Path,
    name: str,
    key: str,
    records: Sequence[DocumentRecord],
) -> None:
    uploads = uploads_of(uploads_settings, data_dir, name)
    used = [Path(each.root).name for each in records if uploads.holds(each.root)]
    uploads.discard({*used, *uploads.of_document(key)})


def _forget_vectors(
    data: Path, identity: EmbedderIdentity, passages: Sequence[StoredPassage]
) -> None:
    texts = [each.passage.search_text for each in passages]
    path = embeddings_path(data)
    if path.is_file():
        with EmbeddingCache(path, identity) as cache:
            cache.forget(texts)


def _remove_originals(originals: Originals, hashes: Sequence[str]) -> int:
    there = [each for each in hashes if originals.find(each) is not None]
    for each in there:
        originals.remove(each)
    return len(there)


# Takes what quotes a purged document out of the files kept beside the store.


_REMOVED = "[Removed: it quoted a document that has been purged.]"


def blank_files(data: Path, traces: Traces) -> int:
    """Blank saved evaluations, reasons why files were held back, curators' terms; return how many.

    What a curator entered for all readers goes too where it quotes the document.
    """
    changed = [path for path in sorted((data / "runs").glob("*.json")) if _blanked(path, traces)]
    held = sorted((data / "quarantine").glob("*.jsonl"))
    terms = (GlossaryRecords.at(path) for path in sorted((data / "curation").glob(GLOSSARIES)))
    return (
        len(changed)
        + sum(_without_lines(path, traces) for path in held)
        + sum(each.forget(partial(_quotes, traces)) for each in terms)
    )


def _quotes(traces: Traces, decided: Decided) -> bool:
    return any(map(traces.in_text, (*decided.term.said, *decided.term.meant)))


def _blanked(path: Path, traces: Traces) -> bool:
    """Blank a file of JSON; one that cannot be read as such goes if it quotes the document."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if not traces.in_json(text):
        return False
    try:
        content: Json = json.loads(text)
    except ValueError:
        path.unlink()
        return True
    blanked = traces.blanked(content, _REMOVED)
    replace_text(path, json.dumps(blanked, ensure_ascii=False, indent=1))
    return True


def _without_lines(path: Path, traces: Traces) -> bool:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    kept = [line for line in lines if not traces.in_json(line)]
    if len(kept) == len(lines):
        return False
    replace_text(path, _ended(kept))
    return True


def _ended(lines: Iterable[str]) -> str:
    # Others add lines to the end of the file.
    return "".join(f"{line}\n" for line in lines if line)
