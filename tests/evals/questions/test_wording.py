from __future__ import annotations

import pytest

from evals.questions.wording import bare, holds, names, says, words_only


def test_typesetting_makes_no_difference() -> None:
    assert bare(" The \u201ccaller\u2019s\u201d\n 30\u2013day ") == 'the "caller\'s" 30-day'
    assert words_only("**Silver** | $1,500.00") == "silver 1 500 00"


@pytest.mark.parametrize(
    ("spelling", "text", "stands"),
    [
        ("$15", "It costs $15.", True),
        ("$15", "It costs $150.", False),
        ("4 hours", "within 24 hours", False),
        ("4 hours", "24 hours, or 4 hours", True),
        ("15", "$15", True),
        ("HL-222", "form hl 222", True),
        ("60 days", "sixty days", False),
        ("", "anything", False),
    ],
)
def test_a_fact_stands_as_whole_words_and_whole_figures(
    spelling: str, text: str, *, stands: bool
) -> None:
    assert says(text, [spelling]) is stands


def test_one_spelling_of_a_fact_is_enough() -> None:
    assert says("They have sixty days.", ["60 days", "sixty days"])


def test_without_its_marks_a_fact_may_be_the_beginning_of_a_longer_figure() -> None:
    # The price of finding "HL-222" in "HL 222": a set names "$15.50" among its wrong facts.
    assert says("It costs $15.50.", ["$15"])
    assert not names("It costs $15.50.", "$15")


def test_a_wrong_fact_is_looked_for_as_it_is_written() -> None:
    assert names("It costs $15.", "$15")
    assert not names("It costs 15.", "$15")


QUOTE = "A request that arrives by 11:59 p.m. on day 60 is on time, and counts as of that day."


@pytest.mark.parametrize(
    "passage",
    [
        f"Before. {QUOTE} After.",
        "| A request that arrives | by **11:59** p.m. on day 60",
        "60 is on time, and counts as of that day. The next section.",
        "on day 60 is on time, and counts as",
    ],
)
def test_a_passage_holds_a_quote_whole_or_half_or_is_part_of_it(passage: str) -> None:
    assert holds(words_only(passage), ["Something else that is said.", QUOTE])


def test_another_passage_holds_no_quote() -> None:
    assert not holds(words_only("A request that arrives late is not on time."), [QUOTE])
    assert not holds(words_only("A request"), [QUOTE])
    assert not holds(words_only("anything"), ["…"])
