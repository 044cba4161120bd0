"""Reads what other parts of a Word document's package hold: inserted texts, targets of links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.marks import MOST_TOLD
from ingest.loaders.content.outline import Outline
from ingest.loaders.mail.bodies import html_text
from ingest.loaders.office.word_text import TARGET, blocks_of, text_of
from ingest.loaders.text.rich_text import RichTextReader
from ingest.loaders.web.blocks import add_blocks, parse_html
from knowledge.domain.errors import DocumentUnreadable


class PackageParts:
    """The texts of other formats that a document holds, each shown where it is put in."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self.warnings: list[str] = []

    def add(self, chunk: etree._Element, outline: Outline) -> None:
        """Add a part to the outline; one that cannot be read is a warning."""
        relation = self._word.part.rels.get(str(chunk.get(qn("r:id"))))
        if relation is None or relation.is_external:
            self.warnings.append("A text inserted from another file is missing.")
            return
        name = PurePosixPath(str(relation.target_part.partname)).name
        try:
            _add(outline, PurePosixPath(name).suffix.lower(), bytes(relation.target_part.blob))
        except (DocumentUnreadable, KeyError, ValueError, etree.LxmlError) as error:
            self.warnings.append(f"The inserted part {name!r} was not read: {str(error)[:200]}")


def _add(outline: Outline, suffix: str, data: bytes) -> None:
    reader = _READERS.get(suffix)
    if reader is None:
        raise DocumentUnreadable(f"parts of type {suffix or 'unknown'} are not read")
    reader(outline, data)


def _add_page(outline: Outline, data: bytes) -> None:
    soup = parse_html(html_text(data, ""))
    if soup.head:
        soup.head.decompose()
    add_blocks(outline, soup.body or soup)


def _add_text(outline: Outline, data: bytes) -> None:
    for paragraph in decode(data).replace("\r\n", "\n").split("\n\n"):
        outline.block(paragraph)


def _add_rich_text(outline: Outline, data: bytes) -> None:
    for section in RichTextReader(data).outline.sections():
        for block in section.blocks:
            outline.block(block.text, block.kind)


def _add_document(outline: Outline, data: bytes) -> None:
    """Add the paragraphs of a document; its numbers and tables, which are rare here, are lost."""
    for block in blocks_of(docx.Document(BytesIO(data)).element.body):
        for paragraph in block.iter(qn("w:p")):
            outline.block(text_of(paragraph))


_READERS: dict[str, Callable[[Outline, bytes], None]] = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), _add_page),
    **dict.fromkeys((".txt", ".text"), _add_text),
    ".rtf": _add_rich_text,
    ".docx": _add_document,
}


def shown_links(word: WordFile) -> None:
    """Have the document's links say where they lead."""
    told: Counter[str] = Counter()
    for link in word.element.body.iter(qn("w:hyperlink")):
        relation = word.part.rels.get(str(link.get(qn("r:id"))))
        if relation is not None and relation.is_external and told[relation.target_ref] < MOST_TOLD:
            told[relation.target_ref] += 1
            link.set(TARGET, relation.target_ref)
