"""Takes a document out of a knowledge base, and searches for its words in vain."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError, StoreUnavailable
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, SparseSearch
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.store.protocol import Reader, Store

_MOST_SEARCHES = 20


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted, the generation without it, and how many searches did not find it."""

    documents: tuple[DocumentRecord, ...]
    generation: int
    searches: int


def delete_document(store: Store, name: str, key: str, version: str | None = None) -> Deletion:
    """Take a document out, or one version of it, and search for its words in vain.

    Raises:
        InputError: there is none of this key and version.
        KnowledgeBaseBusy: another writer is at work.
        StoreUnavailable: it is still found.
    """
    with closing(store.open(name)) as reader:
        manifest = reader.manifest
        doomed = [
            record
            for record in reader.documents()
            if record.metadata.key == key and version in (None, record.metadata.version)
        ]
        passages = [each.passage for record in doomed for each in reader.stored(record.id)]
    if not doomed:
        raise InputError(unknown_document(name, key))
    with store.write(name, manifest) as writer:
        writer.remove([record.id for record in doomed])
        generation = writer.publish()
    with closing(store.open(name)) as reader:
        return Deletion(tuple(doomed), generation, searched_in_vain(reader, passages))


def searched_in_vain(reader: Reader, gone: Sequence[Passage]) -> int:
    """Search for removed passages by their own words and ids; return the number of searches.

    Raises:
        StoreUnavailable: one of them was found.
    """
    ids = {passage.document_id for passage in gone}
    groups = {group for passage in gone for group in passage.groups}
    filters = Filters(groups=tuple(sorted(groups)))
    encoder = Bm25Encoder.of(reader.manifest)
    step = max(1, -(-len(gone) // _MOST_SEARCHES))
    asked = gone[::step]
    for passage in asked:
        legs = [SparseSearch(encoder.encode_query(passage.text))]
        hits = [hit.passage for hit in reader.search(legs, filters, limit=50)]
        found = [*hits, *reader.passages([passage.id], filters)]
        if any(each.document_id in ids for each in found):
            raise StoreUnavailable(
                f"Passage {passage.id} of {passage.document_key!r} was deleted and is still found. "
                f"Run 'citewell kb verify --kb {reader.name}' and delete again."
            )
    return len(asked)


def unknown_document(name: str, key: str) -> str:
    """Return the sentence for a key that no document has."""
    return (
        f"The knowledge base {name!r} holds no document with the key {key!r}. "
        f"'citewell kb show {name}' lists the keys."
    )
