from __future__ import annotations

from pathlib import Path

import pytest

from evals.benchmark import BenchmarkQuestion, Ranked
from evals.retrieval_report import as_json, latencies, score, write_trec_run

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
    assert run["figures"] == {"P@1": {"mean": 0.5, "low": 0.5, "high": 0.5}}
    assert run["milliseconds"] == {"search": {"p50": 2.0, "p95": pytest.approx(2.9)}}
    questions = run["questions"]
    assert isinstance(questions, list)
    assert questions[1] == {
        "id": "a2",
        "question": "days?",
        "labels": {"conversation": "a", "turn": "later"},
        "relevant": {"q": 1},
        "ranking": ["p", "q"],
        "values": {"P@1": 0.0},
    }


def test_rankings_are_written_in_the_form_of_trec(tmp_path: Path) -> None:
    file = tmp_path / "out.trec"

    write_trec_run(file, RANKED[:1], "ours")

    assert file.read_text("utf-8") == "a1 Q0 p 1 0.900000 ours\na1 Q0 q 2 0.500000 ours\n"
