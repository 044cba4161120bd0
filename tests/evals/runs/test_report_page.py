from __future__ import annotations

import re
from html.parser import HTMLParser

from evals.runs.report_page import report_page
from evals.runs.saved_runs import SavedFigure, SavedGroup
from tests.evals.made_runs import run_of

RUNS = [run_of("none", [0.2] * 30), run_of("history", [0.2, 0.6, 0.1] * 10)]


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = report_page(RUNS)

    assert not re.search(r"""https?:|src=|@import|url\(|<script|<link""", page)


def test_the_page_has_a_bar_per_run_and_a_column_per_question() -> None:
    page = report_page(RUNS)

    assert page.count('class="whisker"') == 2
    assert page.count("<rect") == 2 + 30


def test_questions_are_shown_as_text_and_places_on_this_machine_are_not() -> None:
    page = report_page(RUNS)

    assert "Question &lt;1&gt;?" in page
    assert "Question <1>" not in page
    assert "/secret/place" not in page


def test_one_run_alone_is_a_page_too() -> None:
    page = report_page(RUNS[:1])

    assert "talks none" in page
    assert "against" not in page


def test_every_element_is_closed() -> None:
    checker = _Balance()

    checker.feed(report_page(RUNS))

    assert checker.open == []


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [tag] * (tag != "meta")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_run_with_groups_shows_its_first_measures_by_label() -> None:
    figure = SavedFigure(mean=0.25, low=0.1, high=0.4, questions=8)
    groups = (
        SavedGroup(label="label", value="two-part", figures={"nDCG@5": figure}),
        SavedGroup(label="kind", value="smalltalk", figures={"small talk answered": figure}),
    )

    page = report_page([RUNS[0].model_copy(update={"groups": groups})])

    assert '<td>two-part</td><td class="n">8</td><td>0.250 (0.100 to 0.400)</td>' in page
    assert "smalltalk" not in page
