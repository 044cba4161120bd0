"""A whole knowledge base as lines of JSON, vectors and all, written and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError
from knowledge.domain.passages import SparseVector, StoredPassage
from knowledge.store.payload import manifest_json, manifest_of, passage_of, payload_of, record_json
from knowledge.store.payload import record_of as record_of_json
from knowledge.store.protocol import Manifest, Reader

ARCHIVE_SCHEMA_VERSION = 1


@dataclass(slots=True)
class ArchivedDocument:
    """A document's record and its passages with their vectors."""

    record: DocumentRecord
    stored: list[StoredPassage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive's first line says, and its documents, one by one."""

    name: str
    manifest: Manifest
    documents: Iterator[ArchivedDocument]


def archive_lines(reader: Reader) -> Iterator[str]:
    """Yield a line about the knowledge base, then each document's, followed by its passages'."""
    head = {
        "schema_version": ARCHIVE_SCHEMA_VERSION,
        "kind": "knowledge_base",
        "name": reader.name,
        "generation": reader.generation,
        "manifest": json.loads(manifest_json(reader.manifest)),
    }
    yield json.dumps(head)
    for record in reader.documents():
        yield _line({"kind": "document", **json.loads(record_json(record))})
        for each in reader.stored(record.id):
            yield _line(
                {
                    "kind": "passage",
                    **payload_of(each.passage),
                    "vector": [float(value) for value in each.dense],
                    "sparse": {
                        "indices": list(each.sparse.indices),
                        "values": list(each.sparse.values),
                    },
                }
            )


def read_archive(lines: Iterable[str]) -> Archive:
    """Read what `archive_lines` wrote; documents are read as they are asked for.

    Raises:
        InputError: it is no archive, is damaged, or has a newer schema (also while reading on).
    """
    values = _values(lines)
    head = next(values, {})
    if head.get("kind") != "knowledge_base":
        raise InputError(
            "This export has no vectors: its first line names no knowledge base. Make one with "
            "'citewell kb export --kb NAME --vectors'."
        )
    if head.get("schema_version") != ARCHIVE_SCHEMA_VERSION:
        raise InputError(
            f"The export has schema version {head.get('schema_version')!r}; this Citewell reads "
            f"{ARCHIVE_SCHEMA_VERSION}. Use the release that wrote it, or a newer one."
        )
    manifest = manifest_of(json.dumps(head["manifest"]))
    return Archive(str(head["name"]), manifest, _documents(values))


def _documents(values: Iterator[dict[str, object]]) -> Iterator[ArchivedDocument]:
    document: ArchivedDocument | None = None
    for value in values:
        try:
            if value.get("kind") == "document":
                if document is not None:
                    yield _whole(document)
                document = ArchivedDocument(record_of_json(json.dumps(value)))
            elif document is not None:
                document.stored.append(_stored(value))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"A line of the export is damaged: {_first_line(error)}") from error
    if document is not None:
        yield _whole(document)


def _whole(document: ArchivedDocument) -> ArchivedDocument:
    told, found = document.record.passages, len(document.stored)
    if told != found:
        raise InputError(
            f"The export is cut off: {document.record.metadata.key!r} should have {told} passages "
            "and "
            f"has {found}. Nothing was taken from it."
        )
    return document


def _stored(value: dict[str, object]) -> StoredPassage:
    sparse = value["sparse"]
    assert isinstance(sparse, dict)  # else the line is damaged, and KeyError follows elsewhere
    return StoredPassage(
        passage_of(value),
        np.array(value["vector"], dtype=np.float32),
        SparseVector(tuple(map(int, sparse["indices"])), tuple(map(float, sparse["values"]))),
    )


def _values(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    for number, line in enumerate(lines, start=1):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise InputError(f"Line {number} of the export is not JSON: {error}") from error
        if not isinstance(value, dict):
            raise InputError(f"Line {number} of the export is not a JSON object.")
        yield value


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def counted(documents: Sequence[DocumentRecord]) -> str:
    """Return how many documents and passages these are, in words."""
    return f"{len(documents)} documents, {sum(each.passages for each in documents)} passages"
