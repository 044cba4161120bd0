from __future__ import annotations

import pytest

from ingest.loaders.old_office import load_doc, load_ppt
from ingest.loaders.rich_text import load_rtf
from knowledge.documents import Block
from knowledge.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write
from tests.ingest.test_real_documents import DOCS, NEEDS_DOCS


@NEEDS_DOCS
def test_an_old_word_document_gives_its_words() -> None:
    loaded = load_doc(DOCS / "office" / "sample.doc")

    texts = [block.text for section in loaded.sections for block in section.blocks]
    assert texts[:2] == ["Integrated Medicare and Medicaid State Plan Preprint", "Instructions"]


@NEEDS_DOCS
def test_an_old_presentation_gives_its_slides_without_master_and_notes() -> None:
    loaded = load_ppt(DOCS / "office" / "legacy_sample.ppt")

    assert [section.headings for section in loaded.sections] == [
        ("Test Table Slide",),
        ("Second slide title",),
        ("Slide 3",),
    ]
    assert loaded.sections[2].blocks[0] == Block("List item4\nList item5\nList item6", page=3)
    assert "Click to edit" not in str(loaded)


@NEEDS_DOCS
def test_an_old_document_with_a_password_is_refused_for_it() -> None:
    with pytest.raises(DocumentUnreadable, match="password"):
        load_doc(DOCS / "nasty" / "testWORD_protected_passtika.doc")


@pytest.mark.parametrize("content", [b"no document", b"\xd0\xcf\x11\xe0" + b"\0" * 2000])
def test_what_is_no_old_document_is_refused(write: Write, content: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="damaged"):
        load_doc(write("a.doc", content))
    with pytest.raises(DocumentUnreadable, match="damaged"):
        load_ppt(write("a.ppt", content))


def test_rich_text_gives_paragraphs_rows_and_signs_without_what_shapes_them(write: Write) -> None:
    text = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\*\generator Word;}"
        r"\f0 Caf\'e9 \u8364?5 {\b bold}\par {\v unseen}Second\emdash line\par"
        r"\trowd One\cell Two\cell\row {\header Running head\par}}"
    )

    loaded = load_rtf(write("a.rtf", text))

    assert [block.text for block in loaded.sections[0].blocks] == [
        "Caf\u00e9 \u20ac5 bold",
        "Second\u2014line",
        "One | Two",
    ]


def test_what_is_no_rich_text_is_refused(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="no rich text"):
        load_rtf(write("a.rtf", "words"))
