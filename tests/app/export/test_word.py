"""A conversation as a Word document."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from docx import Document

from app.export.word import as_docx
from tests.app.export.test_files import TALK, hostile
from tests.scripted_assistant import SPOUSE


def word_paragraphs(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]


def test_the_word_file_holds_questions_answers_and_sources() -> None:
    paragraphs = word_paragraphs(as_docx(TALK))

    assert paragraphs[0] == "Can I add my spouse?"
    assert SPOUSE in paragraphs
    assert "Yes, a marriage counts [1]. You have 60 days [1]. Bring cake." in paragraphs
    assert any(p.startswith("[1] Qualifying Life Events, 2 Marriage") for p in paragraphs)
    assert "You have 60" in paragraphs


def test_the_word_file_has_text_only_and_opens_whatever_characters_stand_in_it() -> None:
    broken = replace(TALK, title="a\x00b\x0bc\ud800d\ufffe", turns=hostile().turns)

    content = as_docx(broken)

    document = Document(BytesIO(content))
    assert document.paragraphs[0].text == "abcd"
    assert "hyperlink" not in document.element.xml
    assert len(document.part.rels) == len(Document().part.rels)
