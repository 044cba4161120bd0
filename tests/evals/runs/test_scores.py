from __future__ import annotations

import math
from pathlib import Path

import pytest

from evals.benchmarks.benchmark import BenchmarkQuestion, Ranked
from evals.runs.scores import as_json, latencies, measure, score, write_trec_run

RELEVANT = {"q1": {"a": 1, "b": 2}, "q2": {"c": 1}}


def test_the_measures_are_those_of_the_literature() -> None:
    rankings = {"q1": [("x", 9.0), ("b", 8.0), ("a", 7.0)], "q2": [("c", 1.0)]}

    values = measure(rankings, RELEVANT, ["nDCG@10", "R@2", "RR@10", "P@1"])

    ideal = 2 + 1 / math.log2(3)
    found = 2 / math.log2(3) + 1 / math.log2(4)
    assert values["nDCG@10"] == {"q1": pytest.approx(found / ideal), "q2": 1.0}
    assert values["R@2"] == {"q1": 0.5, "q2": 1.0}
    assert values["RR@10"] == {"q1": 0.5, "q2": 1.0}
    assert values["P@1"] == {"q1": 0.0, "q2": 1.0}


def test_a_question_that_found_nothing_counts_as_zero() -> None:
    values = measure({"q2": [("c", 1.0)]}, RELEVANT, ["nDCG@10"])

    assert values == {"nDCG@10": {"q1": 0.0, "q2": 1.0}}


def test_equal_scores_keep_the_order_of_the_ranking() -> None:
    values = measure({"q2": [("z", 1.0), ("c", 1.0)]}, {"q2": {"c": 1}}, ["RR@10"])

    assert values["RR@10"]["q2"] == 0.5


RANKED = [
    Ranked(
        BenchmarkQuestion("a1", "spouse?", {"p": 1}, labels={"conversation": "a", "turn": "first"}),
        (("p", 0.9), ("q", 0.5)),
        {"search": 1.0},
    ),
    Ranked(
        BenchmarkQuestion("a2", "days?", {"q": 1}, labels={"conversation": "a", "turn": "later"}),
        (("p", 0.9), ("q", 0.5)),
        {"search": 3.0},
    ),
]


def test_each_question_has_a_value_of_each_measure() -> None:
    scores = score(RANKED, ["RR@10", "P@1"])

    assert scores.values == {"RR@10": (1.0, 0.5), "P@1": (1.0, 0.0)}
    assert scores.overall("RR@10").mean == 0.75
    assert scores.conversations() == ["a", "a"]


def test_scores_can_be_narrowed_to_some_questions() -> None:
    later = score(RANKED, ["RR@10"]).where([False, True])

    assert [question.id for question in later.questions] == ["a2"]
    assert later.values == {"RR@10": (0.5,)}


def test_latencies_are_the_median_and_the_95th_percentile() -> None:
    assert latencies(RANKED)["search"] == pytest.approx((2.0, 2.9))


def test_a_run_keeps_its_settings_and_a_row_per_question() -> None:
    run = as_json({"legs": "dense"}, RANKED, score(RANKED, ["P@1"]))

    assert run["settings"] == {"legs": "dense"}
    assert run["figures"] == {"P@1": {"mean": 0.5, "low": 0.5, "high": 0.5, "questions": 2}}
    assert run["milliseconds"] == {"search": {"p50": 2.0, "p95": pytest.approx(2.9)}}
    questions = run["questions"]
    assert isinstance(questions, list)
    assert questions[1] == {
        "id": "a2",
        "question": "days?",
        "labels": {"conversation": "a", "turn": "later"},
        "relevant": {"q": 1},
        "ranking": ["p", "q"],
        "tags": [],
        "values": {"P@1": 0.0},
    }


def test_rankings_are_written_in_the_form_of_trec(tmp_path: Path) -> None:
    file = tmp_path / "out.trec"

    write_trec_run(file, RANKED[:1], "ours")

    assert file.read_text("utf-8") == "a1 Q0 p 1 0.900000 ours\na1 Q0 q 2 0.500000 ours\n"
