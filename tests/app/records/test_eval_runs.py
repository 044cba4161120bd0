"""Saved eval runs as the Quality page reads them, written by what `citewell eval` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.records.eval_runs import (
    by_measures,
    changes,
    compared,
    listing,
    read_run,
    run_names,
    shared_measures,
)
from evals.runs.saved_runs import save_run
from tests.citewell.schemas import faults


def content(values: dict[str, float], legs: str = "hybrid") -> dict[str, object]:
    """Return a run of one measure over questions of two conversations."""
    return {
        "schema_version": 1,
        "settings": {"benchmark": "desk", "legs": legs},
        "figures": {"nDCG@5": {"mean": 0.5, "low": 0.4, "high": 0.6}},
        "milliseconds": {},
        "questions": [
            {
                "id": name,
                "question": f"Question {name}?",
                "labels": {"conversation": name[0]},
                "relevant": {"p1": 1},
                "ranking": ["p2", "p1"],
                "values": {"nDCG@5": value},
            }
            for name, value in values.items()
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_run(tmp_path, content({"a1": 0.2, "a2": 0.4, "b1": 1.0, "c1": 0.0}, "dense"), title="one")
    save_run(tmp_path, content({"a1": 0.9, "a2": 0.4, "b1": 0.8, "d1": 0.0}), title="two")
    return tmp_path


def test_runs_of_the_command_are_read_the_newest_first(folder: Path) -> None:
    assert (
        faults(content({"a1": 0.2}) | {"name": "x", "at": "2026-11-20T00:00:00Z"}, "retrieval-run")
        == []
    )
    assert [run.title for run in listing(folder, limit=9).runs] == ["desk · hybrid", "desk · dense"]


def test_a_run_names_its_groups_and_tells_those_that_have_a_measure(tmp_path: Path) -> None:
    figure = {"mean": 0.5, "low": 0.4, "high": 0.6, "questions": 7}
    groups = [
        {"label": "label", "value": "two-part", "figures": {"usable": figure}},
        {"label": "turn", "value": "later", "figures": {"usable": figure}},
        {"label": "kind", "value": "smalltalk", "figures": {"small talk answered": figure}},
    ]
    save_run(tmp_path, content({"a1": 0.2}) | {"groups": groups}, title="set")

    (run,) = listing(tmp_path, limit=1).runs

    assert [each.name for each in run.groups] == ["two-part", "turn later", "smalltalk"]
    assert [each.name for each in run.groups_with(["usable"])] == ["two-part", "turn later"]
    assert run.groups[0].figures["usable"].questions == 7


def test_a_file_that_is_no_run_is_named_and_hides_no_other(folder: Path) -> None:
    (folder / "zz.json").write_text(json.dumps({"schema_version": 2}))

    found = listing(folder, limit=9)

    assert found.unreadable == ("zz",)
    assert len(found.runs) == 2


def test_questions_of_both_runs_are_compared_the_largest_change_first(folder: Path) -> None:
    after, before = listing(folder, limit=9).runs

    moved = changes(before, after, "nDCG@5")

    assert [(pair.second.id, round(pair.change, 3)) for pair in moved] == [
        ("a1", 0.7),
        ("b1", -0.2),
        ("a2", 0.0),
    ]


def test_a_difference_has_an_interval_over_conversations(folder: Path) -> None:
    after, before = listing(folder, limit=9).runs

    (row,) = compared(before, after, shared_measures(before, after))
    (same,) = compared(before, before, ["nDCG@5"])

    assert (row.questions, round(row.after - row.before, 3)) == (3, 0.167)
    assert row.low < 0.167 < row.high
    assert not row.is_clear
    assert (same.low, same.high, same.is_clear) == (0.0, 0.0, False)


def test_a_run_that_is_gone_is_none(folder: Path) -> None:
    assert read_run(folder, "gone") is None
    assert len(run_names(folder)) == 2


def test_runs_of_rankings_and_of_answers_stand_apart(folder: Path) -> None:
    answers = content({"a1": 0.2})
    answers["figures"] = {"answered": {"mean": 1.0, "low": 1.0, "high": 1.0}}
    save_run(folder, answers, title="answers")

    kinds = by_measures(listing(folder, limit=9).runs, 4)

    assert {measures: len(runs) for measures, runs in kinds.items()} == {
        ("answered",): 1,
        ("nDCG@5",): 2,
    }


def test_a_question_without_the_measure_is_left_out_of_the_comparison(folder: Path) -> None:
    after, before = listing(folder, limit=9).runs
    lacking = before.questions[0].model_copy(update={"values": {}})
    before = before.model_copy(update={"questions": (lacking, *before.questions[1:])})

    assert [pair.second.id for pair in changes(before, after, "nDCG@5")] == ["b1", "a2"]
