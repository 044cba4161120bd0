"""Drafts that lead nowhere, told while they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.llm.chat import Ending
from app.writing.prompting import prompt
from app.writing.straying import Straying
from knowledge.domain.passages import Passage
from tests.app.desks import EVENTS

HELP = "The office is glad to help you with that. "
RULE = "Copy numbers, dates, amounts and codes exactly as the passages write them."


def strays(text: str, passages: Sequence[Passage] = (EVENTS,)) -> tuple[Ending | None, str]:
    """Return how a text without markers strays, and what had been written by then."""
    straying = Straying(passages)
    pieces: list[str] = []
    for piece in re.findall(r"\s*\S+", text):
        pieces.append(piece)
        found = straying.found_in(pieces, after_last_marker="".join(pieces))
        if found:
            return found, "".join(pieces)
    return None, "".join(pieces)


def test_three_sentences_without_a_marker_are_one_too_many_when_the_fourth_begins() -> None:
    assert strays(HELP * 3) == (None, HELP.strip() + f" {HELP.strip()}" * 2)
    assert strays(HELP * 9)[0] is Ending.UNCITED
    assert len(strays(HELP * 9)[1]) <= len(HELP * 4)


def test_a_list_may_be_long_before_the_marker_that_is_for_all_of_it() -> None:
    papers = "Bring one of these:\n" + "\n".join(f"- paper number {n}" for n in range(20))

    assert strays(papers)[0] is None


def test_a_long_text_of_whatever_form_needs_a_marker_by_and_by() -> None:
    papers = "Bring one of these:\n" + "\n".join(f"- paper number {n}" for n in range(60))

    assert strays(papers)[0] is Ending.UNCITED


def test_the_same_words_over_and_over_are_told_from_equal_cells() -> None:
    assert strays("covered " * 20)[0] is None
    assert strays("covered " * 60)[0] is Ending.REPEATING


def test_the_prompt_s_own_words_are_no_answer_unless_a_passage_has_them() -> None:
    documented = replace(EVENTS, text=f"The assistant is told: {RULE}")

    assert strays(f"Sure. {RULE}")[0] is Ending.ECHOING
    assert strays(f"Sure. {RULE}", [documented])[0] is None


@pytest.mark.parametrize("name", ["answer", "answer-brief"])
def test_the_rules_have_no_figure_that_could_be_taken_for_an_answer(name: str) -> None:
    places = {"today": "", "as_of": "", "mark": "", "refusal": "", "passages": ""}

    rules = re.sub(r"^\d+\. |\[\d\]", "", prompt(name, **places), flags=re.MULTILINE)

    assert re.findall(r"\d", rules) == []
