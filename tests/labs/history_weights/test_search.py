from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from app.rewriting.legs import MEASURED
from citewell.eval_commands import app
from evals.benchmarks.benchmark import BenchmarkQuestion
from knowledge.domain.errors import InputError
from labs.history_weights.search import drawn_weights, folds_of, held_out
from tests.evals.folders import conversation_folder


def test_a_question_is_judged_by_what_won_on_the_other_folds() -> None:
    # The second setting wins where it is measured, which is what fitting to noise looks like.
    table = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])

    values = held_out(table, np.array([0, 0, 1, 1]))

    assert values.tolist() == [0.0, 0.0, 0.0, 0.0]


def test_a_conversation_is_never_cut() -> None:
    questions = [
        BenchmarkQuestion(str(n), "why?", {}, labels={"conversation": f"talk {n % 7}"})
        for n in range(70)
    ]

    folds = folds_of(questions, 5)

    assert [set(folds[n::7].tolist()) for n in range(7)] == [{int(folds[n])} for n in range(7)]
    assert len(set(folds.tolist())) > 1


def test_the_set_weights_are_tried_first_and_draws_are_repeatable() -> None:
    drawn = drawn_weights(20)

    assert drawn[0] == MEASURED
    assert drawn == drawn_weights(20)
    assert len(set(drawn)) > 10


def test_a_search_prints_the_gain_that_no_question_had_a_say_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    folder = conversation_folder(tmp_path / "talks")

    run = CliRunner().invoke(
        app, ["weights", str(folder), "--trials", "3", "--folds", "2"], catch_exceptions=False
    )

    assert "talks, 3 settings, 2 folds" in run.stdout
    assert "chosen on the other folds" in run.stdout


def test_too_few_conversations_are_told(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path / "talks")

    with pytest.raises(InputError, match="too few for 50 folds"):
        CliRunner().invoke(app, ["weights", str(folder), "--folds", "50"], catch_exceptions=False)
