"""Passages, citable pieces of a document: their vectors, and the ids of both."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

FloatRows = NDArray[np.float32]

COMMANDS_MODELS = "commands-models"
"""The flag of text that reads like instructions to a language model rather than to a reader."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is stored, searched and cited.

    `position` counts the document's passages from 0; `start` and `end` are character offsets into
    the document's blocks joined by blank lines. `groups` is never empty: the knowledge base's
    default group stands where the document names none. `flags` say what ingest found odd about the
    text: COMMANDS_MODELS.
    """

    id: str
    document_id: str
    document_key: str
    title: str
    text: str
    headings: tuple[str, ...]
    position: int
    start: int
    end: int
    source: str
    version: str = ""
    first_page: int | None = None
    last_page: int | None = None
    place: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    groups: tuple[str, ...] = ()
    source_url: str = ""
    language: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def search_text(self) -> str:
        """The text that is embedded and indexed: title and heading path, then the passage."""
        return searched_text(self.title, self.headings, self.text)


def path_text(title: str, headings: Sequence[str]) -> str:
    """Return the title and the heading path in one line."""
    return " > ".join((title, *(heading for heading in headings if heading != title)))


def searched_text(title: str, headings: Sequence[str], text: str) -> str:
    """Return what is embedded and indexed of a text below this title and these headings."""
    path = path_text(title, headings)
    return f"{path}\n{text}" if path else text


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term weights: parallel `indices` (term ids) and `values`."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Vectors beside passages, row by row: `dense` has shape (passages, dimension), unit rows."""

    dense: FloatRows
    sparse: tuple[SparseVector, ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vectors, read back from a store: `dense` has shape (dimension,)."""

    passage: Passage
    dense: FloatRows
    sparse: SparseVector


def rows_of(stored: Sequence[StoredPassage], dimension: int) -> PassageVectors:
    """Return the vectors of stored passages as a writer takes them."""
    dense = np.array([each.dense for each in stored], dtype=np.float32).reshape(-1, dimension)
    return PassageVectors(dense, tuple(each.sparse for each in stored))


# Names documents and passages so that a second run gives the same ids.


def document_id(knowledge_base: str, key: str, version: str) -> str:
    """Return the id of one version of one document in one knowledge base."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"citewell:{knowledge_base}")
    return str(uuid.uuid5(namespace, f"{key}\n{version}"))


def passage_id(document: str, ordinal: int, text: str) -> str:
    """Return the id of the passage at this place with this text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return str(uuid.uuid5(uuid.UUID(document), f"{ordinal}:{digest}"))
