from __future__ import annotations

from ingest.parsing.cleanup import tidy, visible
from knowledge.domain.documents import Block, Section


def test_hidden_and_control_characters_are_taken_out() -> None:
    hidden = "a\u200bb\u202ec\U000e0041d\x00e\u00adf\u00a0g"

    assert visible(hidden) == "abcdef g"


def test_joiners_that_spelling_needs_stay() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"

    assert visible(persian) == persian


def test_a_heading_over_nothing_is_told_at_the_head_of_the_next_section() -> None:
    sections = tidy(
        [
            Section(("Part",), ()),
            Section(("Part", "Empty"), ()),
            Section(("Part", "Full"), (Block("Text.", page=3),)),
        ]
    )

    assert sections == (
        Section(("Part", "Full"), (Block("Empty", page=3), Block("Text.", page=3))),
    )


def test_headings_over_nothing_at_the_end_follow_the_last_text() -> None:
    sections = tidy([Section((), (Block("Text."),)), Section(("Late",), ())])

    assert sections == (Section((), (Block("Text."), Block("Late"))),)


def test_a_document_of_headings_alone_keeps_them() -> None:
    assert tidy([Section(("Only",), ())]) == (Section((), (Block("Only"),)),)


def test_a_paragraph_in_a_headings_clothes_is_told_in_full() -> None:
    long = "word " * 60

    sections = tidy([Section((long,), (Block("Text."),))])

    assert sections[0].blocks == (Block(long.rstrip()), Block("Text."))
    assert len(sections[0].headings[0]) <= 200
