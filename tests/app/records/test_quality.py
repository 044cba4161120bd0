"""Knowledge gaps: what counts as one, how they are grouped, and exports that harm nobody."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.database.conversations import AskedTurn
from app.database.feedback import Feedback, Rating
from app.database.threads import StoredTurn, TurnState
from app.domain.answers import Answer, Support
from app.records.quality import (
    Gap,
    GapReason,
    MissedQuestion,
    Week,
    as_csv,
    as_markdown,
    gaps,
    harmless,
    misses,
    reasons,
    weeks,
)
from tests.fakes import HashingEmbedder
from tests.scripted_assistant import BAND, LIFE_EVENTS, SPOUSE, answered, refused

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
GOOD = replace(
    answered(SPOUSE),
    sentences=tuple(replace(s, support=Support.SUPPORTED) for s in answered(SPOUSE).sentences),
)
embed = HashingEmbedder().embed_queries


def turn(number: int, question: str, answer: Answer | None) -> AskedTurn:
    stored = StoredTurn(number, question, "", answer, TurnState.FINISHED, "", MONDAY)
    return AskedTurn("t", "ann", "desk", stored)


def verdict(number: int, rating: Rating, comment: str = "") -> Feedback:
    return Feedback(number, "ann", rating, (), comment, MONDAY, "t", "desk", "", "", None)


def miss(question: str, why: GapReason = GapReason.REFUSED) -> MissedQuestion:
    return MissedQuestion(question, MONDAY, (why,), None)


def test_refused_weak_and_disliked_answers_are_gaps_and_good_ones_are_not() -> None:
    turns = [
        turn(1, BAND, refused(BAND)),
        turn(2, SPOUSE, answered(SPOUSE)),
        turn(3, SPOUSE, GOOD),
        turn(4, SPOUSE, GOOD),
        turn(5, "cut off", None),
    ]

    found = misses(turns, [verdict(3, Rating.DOWN, "Outdated."), verdict(4, Rating.UP)])

    assert [(m.why, m.comment) for m in found] == [
        ((GapReason.REFUSED,), ""),
        ((GapReason.WEAK,), ""),
        ((GapReason.RATED_DOWN,), "Outdated."),
    ]
    assert found[0].nearest is not None
    assert found[0].nearest.title == LIFE_EVENTS.title


def test_identifiers_of_persons_are_masked_in_questions_and_comments() -> None:
    asked = turn(1, "is member id XK4471928 covered?", refused(BAND))

    (found,) = misses([asked], [verdict(1, Rating.DOWN, "Call 415-555-0132.")])

    assert "XK4471928" not in found.question
    assert "0132" not in found.comment


def test_alike_questions_are_one_gap_the_most_asked_first() -> None:
    found = gaps(
        [
            miss("Is dental covered abroad?"),
            miss("who fixes the printer"),
            miss("is dental covered abroad"),
            miss("is dental covered when abroad?", GapReason.WEAK),
        ],
        embed,
    )

    assert [(gap.count, gap.questions[0]) for gap in found] == [
        (3, "Is dental covered abroad?"),
        (1, "who fixes the printer"),
    ]
    assert found[0].why == {GapReason.REFUSED: 2, GapReason.WEAK: 1}


def test_the_same_misses_in_another_order_give_the_same_gaps() -> None:
    asked = [miss("Is dental covered abroad?"), miss("is dental covered when abroad?"), miss("vpn")]

    one, other = gaps(asked, embed), gaps(asked[::-1], embed)

    assert [gap.questions for gap in one] == [gap.questions for gap in other]


def test_nothing_missed_is_no_gap_and_asks_no_model() -> None:
    assert gaps([], lambda _: pytest.fail("asked the model")) == []


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", '"=1"', "\uff1d1"]
)
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Cost?;=1+1", "Cost?;'=1+1"),
        ("a; @SUM(A1);b", "a;' @SUM(A1);b"),
        ('a;"=1"', 'a;\'"=1"'),
        ("a\n=1", "a\n'=1"),
        ("\r=1", "\r'=1"),
        (";;-1", ";;'-1"),
    ],
)
def test_nor_is_what_follows_a_semicolon_or_a_line_where_those_part_cells(
    cell: str, written: str
) -> None:
    assert harmless(cell) == written


def test_read_with_semicolons_the_csv_holds_no_formula_either() -> None:
    found = gaps([miss("How much?;=cmd|' /C calc'!A0"), miss("a\n=1;+2")], embed)

    rows = list(csv.reader(io.StringIO(as_csv(found)), delimiter=";"))

    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_words_stay_as_they_are() -> None:
    assert harmless("5 - 3 = 2?; what - then?") == "5 - 3 = 2?; what - then?"


def test_the_csv_reads_back_and_holds_no_formula() -> None:
    (gap,) = gaps([miss('=HYPERLINK("http://evil.example")\nnext line, with a comma')], embed)

    head, row = csv.reader(io.StringIO(as_csv([gap])))

    assert head[0] == "asked"
    assert row[5].startswith("'=HYPERLINK")
    assert len(row) == len(head)


def test_the_page_for_owners_keeps_markdown_out_of_questions() -> None:
    found = Gap(
        ("# a [link](http://x) <b>",),
        (miss("# a"),),
        {GapReason.REFUSED: 1},
        None,
        date(2026, 1, 2),
    )

    page = as_markdown([found], knowledge_base="hr", day=date(2026, 1, 3))

    assert "## \\# a \\[link\\](http://x) \\<b\\>" in page
    assert "Asked 1 times (1 refused)." in page


UP = Feedback(
    1, "ann", Rating.UP, (), "", datetime(2026, 11, 3, tzinfo=UTC), "t", "desk", "", "", None
)
DOWN = replace(
    UP, rating=Rating.DOWN, reasons=("outdated",), given_at=datetime(2026, 11, 22, tzinfo=UTC)
)


def test_every_week_between_the_first_and_the_last_is_there() -> None:
    assert weeks([UP, DOWN], [date(2026, 11, 2)]) == [
        Week(date(2026, 11, 2), asked=1, up=1, down=0),
        Week(date(2026, 11, 9), asked=0, up=0, down=0),
        Week(date(2026, 11, 16), asked=0, up=0, down=1),
    ]


def test_without_anything_there_are_no_weeks() -> None:
    assert weeks([], []) == []


def test_reasons_of_dislikes_are_counted_the_commonest_first() -> None:
    both = replace(DOWN, reasons=("wrong", "outdated"))

    assert reasons([UP, DOWN, both]) == [("outdated", 2), ("wrong", 1)]
