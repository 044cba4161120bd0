"""Files inside a file, read by the loader of their suffix."""

from __future__ import annotations

from ingest.loaders.mail.message import load_eml
from ingest.loaders.registry import LOADERS
from tests.ingest.loaders.conftest import Write
from tests.ingest.loaders.mail.test_message import message


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
