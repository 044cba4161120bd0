"""A knowledge base's documents and the sources in them, as far as a person may see them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.database.audit import Action
from app.domain.answers import Answer
from app.i18n import texts
from knowledge.domain.access import Access, readable
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import NotPermitted
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters
from knowledge.files.originals import Originals
from knowledge.page_images.images import PageImage, PageImages
from knowledge.store.protocol import Reader

OpenReader = Callable[[str], Reader]


class DocumentCatalog:
    """Looks documents up for people. Readers are opened once a knowledge base."""

    def __init__(self, open_reader: OpenReader) -> None:
        self._open = open_reader
        self._readers: dict[str, Reader] = {}

    def documents(self, name: str, access: Access) -> tuple[DocumentRecord, ...]:
        """Return the documents that somebody may see.

        Raises:
            KnowledgeBaseMissing: there is none of that name.
        """
        reader = self._reader(name)
        return tuple(readable(reader.documents(), reader.manifest.default_group, access))

    def beside(self, name: str, answer: Answer, access: Access) -> list[Passage]:
        """Return all passages of the documents that an answer cites, in reading order.

        They pass the answer's own filters, and the groups that its reader has now.
        """
        reader = self._reader(name)
        filters = replace(answer.found.query.filters, groups=access.groups, without_passages=())
        cited = dict.fromkeys(citation.passage.document_id for citation in answer.citations)
        return [p for identifier in cited for p in reader.document_passages(identifier, filters)]

    def _reader(self, name: str) -> Reader:
        if name not in self._readers:
            self._readers[name] = self._open(name)
        return self._readers[name]


# The documents behind the sources: what stands around a passage, its page, its original file.


_PDF = ".pdf"

Note = Callable[[Action, str], None]
"""Writes down what somebody did with a document."""


@dataclass(frozen=True, slots=True)
class PassageSurroundings:
    """What stands around a passage in its document, in reading order.

    `more_before` and `more_after` count the passages beyond. `changed` tells that the document is
    there, but not with this passage any more.
    """

    before: tuple[Passage, ...] = ()
    after: tuple[Passage, ...] = ()
    more_before: int = 0
    more_after: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Original:
    """A document's file as it was ingested, under the name it had."""

    record: DocumentRecord
    path: Path
    name: str
    media_type: str

    @property
    def told(self) -> str:
        """Name the document as the audit log does."""
        metadata = self.record.metadata
        return f"{metadata.key} ({metadata.version})" if metadata.version else metadata.key

    @property
    def has_pages(self) -> bool:
        """Tell whether pictures of its pages can be drawn."""
        return self.path.suffix.lower() == _PDF


class SourceDocuments:
    """One knowledge base's documents, as far as somebody may read them; others are not there.

    Each call asks again what they may read, and may raise SignInRefused.
    """

    def __init__(
        self,
        reader: Reader,
        originals: Originals,
        images: PageImages,
        access: Callable[[], Access],
        note: Note = lambda _action, _what: None,
    ) -> None:
        self._reader = reader
        self._originals = originals
        self._images = images
        self._access = access
        self._note = note

    def record(self, document_id: str) -> DocumentRecord | None:
        """Return a document's record; None when it is gone or not for this reader."""
        found = [record for record in self._reader.documents() if record.id == document_id]
        mine = readable(found, self._reader.manifest.default_group, self._access())
        return next(iter(mine), None)

    def surroundings(self, passage: Passage, *, before: int, after: int) -> PassageSurroundings:
        """Return at most so many passages before and after, which may be several joined to one."""
        filters = Filters(groups=self._access().groups)
        all_of_it = self._reader.document_passages(passage.document_id, filters)
        if not any(each.id == passage.id for each in all_of_it):
            return PassageSurroundings(changed=bool(all_of_it))
        earlier = [p for p in all_of_it if p.start < passage.start]
        later = [p for p in all_of_it if p.start >= passage.end]
        return PassageSurroundings(
            before=tuple(earlier[len(earlier) - before :]) if before else (),
            after=tuple(later[:after]),
            more_before=max(0, len(earlier) - before),
            more_after=max(0, len(later) - after),
        )

    def original(self, document_id: str) -> Original | None:
        """Return the document's file; None when it is not kept here or not for this reader."""
        record = self.record(document_id)
        path = self._originals.find(record.content_hash) if record else None
        if record is None or path is None:
            return None
        name = record.source.rsplit("/", 1)[-1]
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Original(record, path, name, media_type)

    def downloaded(self, original: Original) -> bytes:
        """Return the file's bytes, if it is still this reader's to have, and note that they went.

        Raises:
            NotPermitted: it is not (any more).
        """
        self._still_readable(original)
        content = original.path.read_bytes()
        self._note(Action.DOWNLOADED_ORIGINAL, original.told)
        return content

    def opened(self, original: Original) -> None:
        """Note that pages of the original are looked at."""
        self._note(Action.OPENED_ORIGINAL, original.told)

    def page(self, original: Original, pages: Sequence[int], quotes: Sequence[str]) -> PageImage:
        """Return the picture of the first of the pages that has one of the quotes, else the first.

        Raises:
            DocumentUnreadable: the page cannot be drawn.
            NotPermitted: the document is not this reader's to see (any more).
        """
        self._still_readable(original)
        return self._images.draw(original.path, pages, quotes)

    def _still_readable(self, original: Original) -> None:
        if self.record(original.record.id) is None:
            raise NotPermitted(texts.NOT_YOURS_TO_SEE)
