"""Checks a knowledge base passage by passage: present, as named, counted, with sound vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.domain.access import readers_of
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage, StoredPassage, passage_id
from knowledge.files.originals import Originals
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.lexical.glossary import missing_from
from knowledge.store.checks import what_is_unsound
from knowledge.store.protocol import GenerationInfo, Manifest, Reader

_WEIGHT_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be; `passage_id` is empty where a whole document is."""

    document_key: str
    version: str
    passage_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what is wrong."""

    knowledge_base: str
    generation: int
    documents: int
    passages: int
    faults: tuple[Fault, ...]


def verify(reader: Reader, generation: GenerationInfo, originals: Originals | None) -> Verification:
    """Check the live generation against its records; `originals` None: they are not kept here."""
    records = reader.documents()
    faults: list[Fault] = []
    met = 0
    encoder = Bm25Encoder.of(reader.manifest)
    for record in records:
        stored = reader.stored(record.id)
        met += len(stored)
        faults += _faults_of(record, stored, reader.manifest, encoder)
        if originals is not None and originals.find(record.content_hash) is None:
            faults.append(_fault(record, "", "its original is not kept any more"))
    faults += _orphans(reader, {record.id for record in records})
    faults += _miscounts(reader, generation, len(records), met)
    return Verification(reader.name, reader.generation, len(records), met, tuple(faults))


def _faults_of(
    record: DocumentRecord,
    stored: Sequence[StoredPassage],
    manifest: Manifest,
    encoder: Bm25Encoder,
) -> Iterator[Fault]:
    if len(stored) != record.passages:
        what = f"{len(stored)} passages are there, its record says {record.passages}"
        yield _fault(record, "", what)
    places = Counter(each.passage.position for each in stored)
    for position, count in places.items():
        if count > 1:
            yield _fault(record, "", f"{count} passages have the position {position}")
    yield from _term_faults(record, stored)
    terms = encoder.encode_passages([each.passage.search_text for each in stored])
    groups = readers_of(record, manifest.default_group)
    for each, sparse in zip(stored, terms, strict=True):
        wanted = dict(zip(sparse.indices, sparse.values, strict=True))
        yield from _metadata_faults(record, each.passage, groups)
        if each.dense.shape != (manifest.embedder.dimension,):
            yield _fault(record, each.passage.id, "its vector is of another dimension")
        elif what := what_is_unsound(each.dense):
            yield _fault(record, each.passage.id, what)
        if not _same_terms(each, wanted):
            yield _fault(record, each.passage.id, "its BM25 terms are not those of its text")


def _term_faults(record: DocumentRecord, stored: Sequence[StoredPassage]) -> Iterator[Fault]:
    for expression in missing_from(record.terms, (e.passage.search_text for e in stored)):
        yield _fault(record, "", f"its term {expression!r} does not stand in its passages")


def _metadata_faults(
    record: DocumentRecord, passage: Passage, groups: tuple[str, ...]
) -> Iterator[Fault]:
    if passage.id != passage_id(passage.document_id, passage.position, passage.text):
        yield _fault(record, passage.id, "its text is not the one that its id was made from")
    if (passage.document_key, passage.version) != (record.metadata.key, record.metadata.version):
        yield _fault(record, passage.id, "it names another document or version")
    if passage.groups != groups:
        yield _fault(record, passage.id, f"its groups are {passage.groups}, not {groups}")


def _same_terms(stored: StoredPassage, wanted: dict[int, float]) -> bool:
    found = dict(zip(stored.sparse.indices, stored.sparse.values, strict=True))
    return found.keys() == wanted.keys() and all(
        abs(found[term] - weight) <= _WEIGHT_TOLERANCE * max(1.0, weight)
        for term, weight in wanted.items()
    )


def _orphans(reader: Reader, known: set[str]) -> Iterator[Fault]:
    for passage in reader.all_passages():
        if passage.document_id not in known:
            what = "no record names its document"
            yield Fault(passage.document_key, passage.version, passage.id, what)


def _miscounts(
    reader: Reader, generation: GenerationInfo, documents: int, passages: int
) -> Iterator[Fault]:
    told = (generation.documents, generation.passages)
    if told != (documents, passages) or reader.count() != passages:
        what = (
            f"the generation says {told[0]} documents and {told[1]} passages; {documents} and "
            f"{passages} are there, and {reader.count()} passages are counted"
        )
        yield Fault("", "", "", what)


def _fault(record: DocumentRecord, passage: str, what: str) -> Fault:
    return Fault(record.metadata.key, record.metadata.version, passage, what)
