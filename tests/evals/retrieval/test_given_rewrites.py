from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.conversations import Conversation
from app.rewriting.legs import LastTurn, history_legs, plain_legs
from evals.benchmarks.folders import read_conversation_folder
from evals.retrieval.given_rewrites import given_rewrites
from knowledge.domain.errors import InputError
from tests.evals.folders import conversation_folder, write_lines

REWRITE = "How many days to add a spouse?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = conversation_folder(tmp_path / "talks")
    rows = [{"_id": "a1", "text": "another first"}, {"_id": "a2", "text": REWRITE}]
    write_lines(made / "queries.rewrite.jsonl", rows)
    return made


def test_a_later_question_is_searched_by_its_rewrite(folder: Path) -> None:
    benchmark = read_conversation_folder(folder)
    later = benchmark.questions[1]

    planned = given_rewrites("given", benchmark, folder).plan(later.past, later.text)

    assert planned.legs == plain_legs(REWRITE, name="rewrite")


def test_the_history_may_be_searched_beside_it(folder: Path) -> None:
    benchmark = read_conversation_folder(folder)
    later = benchmark.questions[1]

    planned = given_rewrites("given+history", benchmark, folder).plan(later.past, later.text)

    assert planned.legs == (
        *plain_legs(REWRITE, name="rewrite"),
        *history_legs(later.past, later.text, weight=0.5),
    )


def test_a_first_question_is_searched_as_it_stands(folder: Path) -> None:
    benchmark = read_conversation_folder(folder)
    first = benchmark.questions[0]

    planned = given_rewrites("given+none", benchmark, folder).plan(first.past, first.text)

    assert planned == LastTurn().plan(Conversation(), first.text)


def test_without_rewrites_of_the_benchmark_it_is_refused(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path / "talks")

    with pytest.raises(InputError, match="no rewrites of 'talks'"):
        given_rewrites("given", read_conversation_folder(folder), folder)
