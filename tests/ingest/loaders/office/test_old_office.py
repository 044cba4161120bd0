from __future__ import annotations

import pytest

from ingest.loaders.office.old_office import load_doc, load_ppt
from knowledge.domain.documents import Block
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write
from tests.ingest.parsing.test_worker import DOCS, NEEDS_DOCS


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
