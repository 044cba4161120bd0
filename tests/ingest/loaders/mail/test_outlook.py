"""Outlook's messages, whatever form their body has."""

from __future__ import annotations

import compressed_rtf
import pytest

from ingest.loaders.content.outline import Loaded
from ingest.loaders.mail.outlook import load_msg
from ingest.loaders.registry import LOADERS
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write
from tests.ingest.loaders.outlook_file import (
    Storage,
    attached_file,
    attached_message,
    message,
    ole_file,
)

SUBJECT, BODY, HTML, RTF = 0x0037, 0x1000, 0x1013, 0x1009
CODEPAGE, BODY_CODEPAGE = 0x3FFD0003, 0x3FDE0003


def loaded(write: Write, root: Storage) -> Loaded:
    return load_msg(write("a.msg", ole_file(root)), loaders=LOADERS)


def texts(found: Loaded) -> list[str]:
    return [block.text for section in found.sections for block in section.blocks]


def test_a_body_that_is_only_there_as_packed_rich_text_is_read(write: Write) -> None:
    packed = compressed_rtf.compress(rb"{\rtf1\ansi The cap rises to $2,000.\par Twice.\par}")

    found = loaded(write, message({SUBJECT: "Cap", RTF: packed}))

    assert texts(found) == ["Subject: Cap", "The cap rises to $2,000.", "Twice."]
    assert found.title == "Cap"


def test_a_page_packed_into_rich_text_is_read_as_a_page(write: Write) -> None:
    page = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag <h1>}\htmlrtf {\b\htmlrtf0 Cap\htmlrtf }\htmlrtf0"
        rb"{\*\htmltag </h1><p>}The cap & more{\*\htmltag <b>}\htmlrtf \b\htmlrtf0 rise"
        rb"{\*\htmltag </b></p><p style='display:none'>trap</p>}}"
    )

    found = loaded(write, message({SUBJECT: "S", RTF: compressed_rtf.compress(page)}))

    assert [section.headings for section in found.sections] == [(), ("Cap",)]
    assert texts(found) == ["Subject: S", "The cap & morerise"]


def test_a_damaged_packed_body_is_a_warning(write: Write) -> None:
    packed = bytearray(compressed_rtf.compress(rb"{\rtf1 text}"))
    packed[12] ^= 255

    found = loaded(write, message({SUBJECT: "S", RTF: bytes(packed)}))

    assert texts(found) == ["Subject: S"]
    assert "rich text is damaged" in found.warnings[0]


@pytest.mark.parametrize(
    ("number", "encoding"), [(1251, "cp1251"), (20866, "koi8-r"), (28595, "iso8859-5")]
)
def test_texts_of_a_byte_a_letter_are_read_in_the_code_page_that_is_named(
    write: Write, number: int, encoding: str
) -> None:
    values = {SUBJECT: "Взнос".encode(encoding), BODY: "Сто рублей.".encode(encoding)}

    found = loaded(write, message(values, numbers={CODEPAGE: number}))

    assert texts(found) == ["Subject: Взнос", "Сто рублей."]


def test_of_text_and_page_that_which_tells_is_read(write: Write) -> None:
    page = "<p>From 1 January use form C-9.</p>".encode("cp1251")

    found = loaded(
        write,
        message({BODY: "See the page.", HTML: page}, numbers={BODY_CODEPAGE: 1251}),
    )

    assert texts(found) == ["From 1 January use form C-9."]


def test_an_attached_message_and_its_attachment_stand_under_its_subject(write: Write) -> None:
    inner = message(
        {SUBJECT: "Inner", BODY: "Old words."},
        inside=True,
        one=attached_file("fees.csv", b"Plan,Copay\nGold,25\n"),
    )

    found = loaded(write, message({SUBJECT: "Outer"}, one=attached_message(inner)))

    assert [section.headings for section in found.sections] == [
        (),
        ("Inner",),
        ("Inner", "fees.csv"),
    ]
    assert "Old words." in texts(found)


def test_messages_deep_inside_others_are_told(write: Write) -> None:
    deep: Storage = message({SUBJECT: "0", BODY: "Deep."}, inside=True)
    for depth in range(1, 5):
        deep = message({SUBJECT: str(depth)}, inside=depth < 4, one=attached_message(deep))

    found = loaded(write, deep)

    assert "Deep." not in texts(found)
    assert found.warnings == ("A message deep inside other messages was not read.",)


def test_another_ole_file_is_refused(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="no Outlook message"):
        loaded(write, {"WordDocument": b"x"})
