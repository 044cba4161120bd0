"""Brings a knowledge base to this release's layout from what it holds: nothing is read or embedded.

The result is made beside the state that answers and takes over at the end; a rollback goes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Protocol

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import KnowledgeBaseMismatch
from knowledge.domain.passages import PassageVectors, SparseVector, StoredPassage, rows_of
from knowledge.store.protocol import SCHEMA_VERSION, Manifest, Store

Upgrade = Callable[
    [DocumentRecord, list[StoredPassage]], tuple[DocumentRecord, list[StoredPassage]]
]
"""Turns a document of one layout into one of the next."""

UPGRADES: Mapping[int, Upgrade] = {}
"""By the layout that they start from. Layout 1 is the first, so that there is none yet."""


class MigrationTermEncoder(Protocol):
    """The sparse encoder's half that a migration needs."""

    def encode_passages(self, texts: Sequence[str]) -> Sequence[SparseVector]:
        """Return each text's weighted terms."""
        ...


def migrated_manifest(name: str, stored: Manifest, today: Manifest) -> Manifest:
    """Return what a migration makes of a stored manifest: words and storage are as set today.

    Model, splitter and default group stay as they were: they take the files and the model.

    Raises:
        KnowledgeBaseMismatch: a newer release made it.
    """
    if stored.schema_version > SCHEMA_VERSION:
        raise KnowledgeBaseMismatch(
            f"Knowledge base {name!r} has layout {stored.schema_version}, which a newer Citewell "
            f"made; this one reads layout {SCHEMA_VERSION}. Use that release, or roll back."
        )
    return replace(
        stored,
        bm25_language=today.bm25_language,
        bm25_average_length=today.bm25_average_length,
        bm25_rules=today.bm25_rules,
        vector_storage=today.vector_storage,
        schema_version=SCHEMA_VERSION,
    )


def migrate(
    store: Store,
    name: str,
    manifest: Manifest,
    terms: MigrationTermEncoder,
    *,
    upgrades: Mapping[int, Upgrade] = UPGRADES,
) -> list[DocumentRecord]:
    """Rebuild the knowledge base by a manifest from `migrated_manifest`; return its documents.

    Raises:
        KnowledgeBaseBusy: another writer is at work.
        KnowledgeBaseMismatch: its layout is one that no upgrade starts from.
    """
    with store.rebuild(name, manifest) as writer, closing(store.open_any_layout(name)) as reader:
        steps = _steps(name, reader.manifest.schema_version, upgrades)
        taken = []
        for record in reader.documents():
            document = (record, reader.stored(record.id))
            for step in steps:
                document = step(*document)
            upgraded, stored = document
            passages = [each.passage for each in stored]
            rows = rows_of(stored, manifest.embedder.dimension)
            sparse = tuple(terms.encode_passages([passage.search_text for passage in passages]))
            writer.put(upgraded, passages, PassageVectors(rows.dense, sparse))
            taken.append(upgraded)
        writer.publish()
    return taken


def _steps(name: str, layout: int, upgrades: Mapping[int, Upgrade]) -> list[Upgrade]:
    numbers = range(layout, SCHEMA_VERSION)
    missing = next((number for number in numbers if number not in upgrades), None)
    if missing is not None:
        raise KnowledgeBaseMismatch(
            f"Knowledge base {name!r} has layout {layout}, from which this Citewell knows no way "
            f"to layout {SCHEMA_VERSION}. Rebuild it from its files: citewell kb rebuild "
            f"--kb {name}. Nothing was changed."
        )
    return [upgrades[number] for number in numbers]
