from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.loaders.mail_message import load_eml, load_mbox
from ingest.loaders.registry import LOADERS
from knowledge.documents import Block, Section
from knowledge.errors import DocumentUnreadable
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


def test_html_is_read_where_there_is_no_text(write: Write) -> None:
    mail = message()
    mail.set_content("<h1>Terms</h1><p>Thirty days.</p><p hidden>trap</p>", subtype="html")

    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)

    assert loaded.sections[1] == Section(("Terms",), (Block("Thirty days."),))
    assert "trap" not in str(loaded)


def test_an_attachment_is_read_by_the_loader_of_its_suffix(write: Write) -> None:
    mail = message()
    mail.add_attachment(b"Plan,Copay\nGold,25\n", "text", "csv", filename="../fees.csv")

    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)

    assert loaded.sections[-1].headings == ("../fees.csv",)
    assert [(b.text, b.place) for b in loaded.sections[-1].blocks] == [
        ("Plan | Copay\nGold | 25", "file ../fees.csv, row 2")
    ]


def test_an_attachment_that_cannot_be_read_is_told_and_costs_only_itself(write: Write) -> None:
    mail = message()
    mail.add_attachment(b"no pdf", "application", "pdf", filename="a.pdf")
    mail.add_attachment(b"x", "application", "x", filename="a.exe")

    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)

    assert len(loaded.sections) == 1
    assert [warning[:28] for warning in loaded.warnings] == [
        "'a.pdf' inside it was not re",
        "'a.exe' inside it was not re",
    ]


def test_a_forwarded_message_stands_under_its_own_subject(write: Write) -> None:
    mail = message("Outer")
    mail.add_attachment(message("Inner", "Old words."))

    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)

    assert [section.headings for section in loaded.sections] == [(), ("Inner",)]


def test_what_is_no_message_is_refused_and_an_empty_one_gives_nothing(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="no mail message"):
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
    with pytest.raises(DocumentUnreadable, match="no mailbox"):
        load_mbox(write("a.mbox", "words"), loaders=LOADERS)
