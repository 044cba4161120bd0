from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.loaders.mail.message import load_eml, load_mbox
from ingest.loaders.registry import LOADERS
from knowledge.domain.documents import Block, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def message(subject: str = "Refund", text: str = "Money goes back.\n\nSoon.") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Desk <desk@example.org>"
    made["To"] = "jo@example.org"
    made["Date"] = "Fri, 20 Nov 2026 09:30:00 +0100"
    made["Subject"] = subject
    made.set_content(text)
    return made


HEAD = "From: Desk <desk@example.org>\nTo: jo@example.org\nDate: 2026-11-20 09:30 +0100\n"


def test_a_message_is_its_head_and_its_paragraphs(write: Write) -> None:
    loaded = load_eml(write("a.eml", bytes(message("R\u00fcckzahlung"))), loaders=LOADERS)

    assert loaded.sections == (
        Section(
            (),
            (
                Block(f"{HEAD}Subject: R\u00fcckzahlung"),
                Block("Money goes back."),
                Block("Soon."),
            ),
        ),
    )
    assert loaded.title == "R\u00fcckzahlung"


def test_a_forwarded_message_stands_under_its_own_subject(write: Write) -> None:
    mail = message("Outer")
    mail.add_attachment(message("Inner", "Old words."))

    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)

    assert [section.headings for section in loaded.sections] == [(), ("Inner",)]


def test_what_is_no_message_is_refused_and_an_empty_one_gives_nothing(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="not a mail message"):
        load_eml(write("a.eml", "just some words"), loaders=LOADERS)

    assert load_eml(write("b.eml", " \n"), loaders=LOADERS).sections == ()


def test_each_message_of_a_mailbox_has_its_number_and_subject(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    box.add(message("One", "First."))
    box.add(message("Two", "Second."))
    box.close()

    loaded = load_mbox(tmp_path / "a.mbox", loaders=LOADERS)

    assert [
        (s.headings, s.blocks[-1].text.strip(), s.blocks[-1].place) for s in loaded.sections
    ] == [
        (("1. One",), "First.", "message 1"),
        (("2. Two",), "Second.", "message 2"),
    ]


def test_a_mailbox_without_messages_is_refused(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="not a mailbox"):
        load_mbox(write("a.mbox", "words"), loaders=LOADERS)


def test_a_subject_in_windows_letters_is_read(write: Write) -> None:
    mail = b"From: a@example.org\nSubject: =?iso-8859-1?Q?Fee_=80500_=96_caf=E9?=\n\nText.\n"

    loaded = load_eml(write("a.eml", mail), loaders=LOADERS)

    assert loaded.title == "Fee \u20ac500 \u2013 caf\u00e9"


BOX = (
    "From a@example.org Mon Nov  2 10:00:00 2026\nSubject: One\n\nHello.\n\n"
    "From now on the line opens at 7:00 on Mon 2026.\nIt closes at 8.\n\n>From then it rests.\n\n"
    "From - Mon, 02 Nov 2026 11:00:00 +0000\nX-Mozilla-Status: 1\nSubject: Two\n\nBye.\n"
)


def test_a_line_of_text_that_begins_with_from_begins_no_message(write: Write) -> None:
    loaded = load_mbox(write("a.mbox", BOX), loaders=LOADERS)

    assert [section.headings for section in loaded.sections] == [("1. One",), ("2. Two",)]
    assert "".join(block.text for block in loaded.sections[0].blocks[1:]) == (
        "Hello.From now on the line opens at 7:00 on Mon 2026.\nIt closes at 8.From then it rests."
    )
