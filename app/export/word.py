"""A conversation as a Word document."""

from __future__ import annotations

import re
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt

from app.export.answer_card import (
    BlockShape,
    PlainBlock,
    cited_once,
    moment,
    plain_blocks,
    source_line,
)
from app.export.files import ExportedConversation, ExportedTurn, turn_line, turn_notes
from app.i18n import texts
from app.rendering.markdown import visible

# XML 1.0 has no place for these; Word would refuse the whole file.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT, _FONT_POINTS, _SMALL_POINTS = "Calibri", 11, 9


def as_docx(conversation: ExportedConversation) -> bytes:
    """Return the file's bytes; it holds text and tables only: no links, fields or macros."""
    document = Document()
    document.styles["Normal"].font.name = _FONT
    document.styles["Normal"].font.size = Pt(_FONT_POINTS)
    document.core_properties.author = texts.PRODUCT
    document.core_properties.title = _words(conversation.title)
    document.core_properties.comments = ""
    document.add_heading(_words(conversation.title), level=1)
    exported = texts.EXPORTED_AT.format(
        moment=moment(conversation.exported_at), kb=conversation.knowledge_base
    )
    _small(document, exported)
    for turn in conversation.turns:
        _add_turn(document, turn)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _add_turn(document: WordDocument, turn: ExportedTurn) -> None:
    document.add_heading(_words(" ".join(turn.question.split())), level=2)
    _small(document, turn_line(turn))
    text = turn.answer.text if turn.answer else turn.partial
    for block in plain_blocks(text):
        _add_block(document, block)
    sources = cited_once(turn.answer) if turn.answer else []
    if sources:
        document.add_heading(texts.CARD_SOURCES, level=3)
    for citation in sources:
        _small(document, f"[{citation.marker}] {source_line(citation)}")
    for note in turn_notes(turn):
        document.add_paragraph().add_run(_words(note)).italic = True


def _add_block(document: WordDocument, block: PlainBlock) -> None:
    if block.shape is BlockShape.TABLE:
        _add_table(document, block)
    elif block.shape is BlockShape.ITEM and not block.number:
        document.add_paragraph(_words(block.text), style="List Bullet")
    elif block.shape is BlockShape.ITEM:
        document.add_paragraph(f"{block.number}. {_words(block.text)}")
    elif block.shape is BlockShape.HEADING:
        document.add_paragraph().add_run(_words(block.text)).bold = True
    else:
        document.add_paragraph(_words(block.text))


def _add_table(document: WordDocument, block: PlainBlock) -> None:
    width = max(map(len, block.rows))
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    for row in block.rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            cell.text = _words(words)
    document.add_paragraph()


def _small(document: WordDocument, words: str) -> None:
    document.add_paragraph().add_run(_words(words)).font.size = Pt(_SMALL_POINTS)


def _words(words: str) -> str:
    return _NOT_IN_XML.sub("", visible(words))
