"""A source as it was loaded: document, sections, blocks, and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

# Between the cells of a table's row, wherever a row is text.
CELL_SEPARATOR = " | "


class BlockKind(StrEnum):
    """What a block is, which decides how it may be split."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    RECORD = "record"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or code listing: the unit that splitting prefers not to cut.

    `page` counts from 1 and is a PDF page or a slide; None where the format has no pages.
    `place` says where the block stands when pages do not ("sheet Rates, rows 2-41").
    A table's text has one row a line, cells separated by CELL_SEPARATOR, the header row first. A
    record is a table's row told a cell a line, what it is about first. The first line of both is
    told again where they are cut.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks that stand under one heading path, outermost heading first."""

    headings: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What is known about a document besides its text: identity, validity, permission.

    Dates are calendar days, both inclusive; None means open. Empty `groups` means that the
    knowledge base's default group applies. Facets are such as plan, state or product.
    """

    key: str
    version: str = ""
    title: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    groups: tuple[str, ...] = ()
    source_url: str = ""
    language: str = ""
    owner: str = ""
    status: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A source as loaded, ready to be split.

    `source` is the path under its root, with forward slashes. `content_hash` is the SHA-256 of the
    file's bytes and its metadata, in hex. `warnings` are what the reader of a report should know.
    """

    id: str
    metadata: DocumentMetadata
    source: str
    content_hash: str
    sections: tuple[Section, ...]
    pages: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title, or the file's name where none was found."""
        return self.metadata.title or self.source.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """Words that a document itself says mean the same.

    Each of `said` is found as each of `meant`; without `meant`, all of `said` are of one rank.
    """

    said: tuple[str, ...]
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Names of which one holds for a caller; `rows` of the document's tables differ by them."""

    names: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as the store lists it: everything but its text.

    `root` is the absolute ingested path that the document belongs to (or "upload:NAME"). Stores and
    archives keep `metadata` under the name "facts", as every release wrote it. `terms` are what it
    defines, `alternatives` what its tables let choose, both taken from its passages; they go where
    the document goes, and only to its readers.
    """

    id: str
    metadata: Annotated[DocumentMetadata, Field(alias="facts")]
    title: str
    source: str
    root: str
    content_hash: str
    passages: int
    pages: int | None = None
    terms: tuple[DefinedTerm, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()
