from __future__ import annotations

import codecs

import pytest

from ingest.loaders.text.plain import load_plain_text
from knowledge.domain.documents import Block, BlockKind, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def test_underlined_and_marked_headings_lists_and_tables_are_read(write: Write) -> None:
    path = write(
        "a.txt",
        "REGISTRATION\n============\n\nIntro line one\nline two.\n\n"
        "## Steps\n1. Open\n2. Save\n\n| Code | Meaning |\n|---|---|\n| E1 | Late |\n",
    )

    loaded = load_plain_text(path)

    assert loaded.sections == (
        Section(("REGISTRATION",), (Block("Intro line one\nline two."),)),
        Section(
            ("REGISTRATION", "Steps"),
            (
                Block("1. Open\n2. Save", BlockKind.LIST),
                Block("Code | Meaning\nE1 | Late", BlockKind.TABLE),
            ),
        ),
    )
    assert loaded.title == "REGISTRATION"


@pytest.mark.parametrize(
    "data",
    [
        "Prämie für Müller".encode(),
        codecs.BOM_UTF8 + "Prämie für Müller".encode(),
        "Prämie für Müller".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Prämie für Müller".encode("utf-16-be"),
        "Prämie für Müller".encode("utf-32"),
        "Prämie für Müller".encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16 big", "utf-32", "cp1252"],
)
def test_a_text_is_read_in_its_encoding(write: Write, data: bytes) -> None:
    path = write("a.txt", data)

    loaded = load_plain_text(path)

    assert loaded.sections == (Section((), (Block("Prämie für Müller"),)),)


def test_binary_data_under_a_text_suffix_is_refused(write: Write) -> None:
    path = write("a.txt", bytes(range(32)) * 50)

    with pytest.raises(DocumentUnreadable, match=r"binary|not text"):
        load_plain_text(path)


def test_a_rule_between_paragraphs_is_no_front_matter(write: Write) -> None:
    path = write("a.txt", "---\nJust a quote.\n---\nText.\n")

    loaded = load_plain_text(path)

    assert loaded.front_matter == {}
    assert "Just a quote." in str(loaded.sections)


def test_broken_front_matter_of_another_tool_is_passed_over_with_a_warning(write: Write) -> None:
    path = write("a.txt", "---\ntitle: a: b: c\n---\nText.\n")

    loaded = load_plain_text(path)

    assert loaded.sections == (Section((), (Block("Text."),)),)
    assert loaded.warnings[0].startswith("Front matter ignored")


def test_broken_front_matter_that_names_groups_is_refused(write: Write) -> None:
    path = write("a.txt", "---\ntitle: a: b: c\ngroups: [managers]\n---\nText.\n")

    with pytest.raises(DocumentUnreadable, match="validity or permission"):
        load_plain_text(path)
