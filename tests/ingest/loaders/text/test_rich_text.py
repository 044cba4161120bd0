from __future__ import annotations

import pytest

from ingest.loaders.text.rich_text import load_rtf
from knowledge.domain.documents import Block
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


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
    with pytest.raises(DocumentUnreadable, match="not rich text"):
        load_rtf(write("a.rtf", "words"))


def rich(write: Write, text: str) -> list[str]:
    loaded = load_rtf(write("a.rtf", text))
    return [block.text for section in loaded.sections for block in section.blocks]


def test_each_font_of_rich_text_has_its_own_letters(write: Write) -> None:
    text = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial CYR;}"
        r"{\f2\fcharset128 MS Mincho;}{\f3\fcharset2 Wingdings;}}"
        r"\f0 Fee: {\f1 \'d1\'f2\'ee} caf\'e9 {\f2 \'97\'bf} {\f3 \'fc\u-3845?}\par}"
    )

    assert rich(write, text) == ["Fee: Сто caf\u00e9 \u6599 \u2713\u2717"]


def test_struck_out_rich_text_is_left_out_and_told(write: Write) -> None:
    text = r"{\rtf1 Fee {\deleted $10 }{\strike $11 }{\revised $12}{\strike0 .}\par}"

    loaded = load_rtf(write("a.rtf", text))

    assert loaded.sections[0].blocks == (Block("Fee $12."),)
    assert loaded.warnings == ("Struck-out text was left out.",)


def test_a_raised_mark_stands_apart_and_its_note_in_brackets(write: Write) -> None:
    text = (
        r"{\rtf1 Limit $500{\super 1}, area 5 m{\super 2}{\footnote {\super 1} In network.\par}.}"
    )

    assert rich(write, text) == ["Limit $500 [1], area 5 m\u00b2 [note: In network.]."]


def test_signs_beyond_the_first_plane_and_packed_bytes_are_read(write: Write) -> None:
    text = r"{\rtf1 A\u-10179?\u-8704?{\pict\bin3 }}}}B}"

    assert rich(write, text) == ["A\U0001f600B"]


def test_hidden_text_stays_hidden_in_what_is_unseen(write: Write) -> None:
    text = r"{\rtf1 A{\*\generator x\v0 y}{\v b{\v0 c}d}\par}"

    assert rich(write, text) == ["Ac"]
