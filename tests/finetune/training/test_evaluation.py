from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from finetune.pairs.judged import Judged, bounded, general, held_out
from finetune.pairs.pair import PooledPassage, write_pairs, write_pool
from finetune.reranker.tuning import best_weight, reranking, scored, weighed
from finetune.training.compare_command import _kept
from finetune.training.evaluation import (
    Mixture,
    changes,
    measured_curve,
    rankings,
    values_of,
)
from knowledge.domain.errors import InputError
from tests.fakes import HashingEmbedder
from tests.finetune.tiny import PAIRS, pair

JUDGED = Judged(
    name="held out",
    questions={"q1": "dental care", "q2": "grace period"},
    passages={"p1": "dental care is paid", "p2": "the grace period is long", "p3": "dental"},
    relevant={"q1": {"p1": 3}, "q2": {"p2": 3}},
    groups={"q1": "d1", "q2": "d2"},
)
FOUND = {"q1": [("p3", 0.9), ("p1", 0.8), ("p2", 0.1)], "q2": [("p2", 0.9), ("p1", 0.5)]}


class Reads:
    """A reranker that likes long texts."""

    name = "long texts"

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        return [len(text) / 100 for text in texts]


def test_passages_are_ranked_by_cosine(tmp_path: Path) -> None:
    found = rankings(JUDGED, HashingEmbedder(), tmp_path / "cache.sqlite")

    assert {question: ranking[0][0] for question, ranking in found.items()} == {
        "q1": "p1",
        "q2": "p2",
    }
    assert found == rankings(JUDGED, HashingEmbedder())


def test_before_and_after_are_compared_question_by_question() -> None:
    worse = {"q1": [("p3", 0.9), ("p1", 0.8)], "q2": [("p2", 0.9)]}
    better = {"q1": [("p1", 0.9), ("p3", 0.8)], "q2": [("p2", 0.9)]}

    found = changes(JUDGED, values_of(JUDGED, worse), values_of(JUDGED, better))[0]

    assert (found.measure, round(found.before, 4), found.after) == ("nDCG@10", 0.8155, 1.0)
    assert found.difference.mean == pytest.approx(0.1845, abs=1e-4)


def test_the_test_part_is_searched_among_its_own_documents_first() -> None:
    tested = [pair(n, document="d-test", part="test") for n in range(2)]
    learnt = [pair(n, document="d-train") for n in range(2, 9)]
    pool = [
        PooledPassage(passage_id=p.passage_id, passage=p.passage, document=p.document)
        for p in (*learnt, *tested)
    ]
    near = PooledPassage(passage_id="near", passage="near", document="d-test")

    found = held_out([*tested, *learnt], [*pool, near], passages=4)

    assert found is not None
    assert set(found.questions) == {"q0", "q1"}
    assert {"p0", "p1", "near"} < set(found.passages)
    assert len(found.passages) == 4


def test_where_no_pair_is_kept_nothing_is_measured() -> None:
    assert held_out(PAIRS, []) is None


def test_the_passages_that_are_drawn_are_the_same_every_time() -> None:
    others = [{str(n): "x" for n in range(100)}]

    assert bounded({"a": "x"}, others, 9) == bounded({"a": "x"}, others, 9)
    assert len(bounded({"a": "x"}, others, 9)) == 9
    assert len(bounded({"a": "x"}, others, 0)) == 101


def test_a_general_benchmark_is_read_and_bounded(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    corpus = [{"_id": f"p{n}", "title": "Flu", "text": f"Text {n}"} for n in range(9)]
    asked = [{"_id": f"q{n}", "text": f"Question {n}"} for n in range(5)]
    judged = "".join(f"q{n}\tp{n}\t1\n" for n in range(5))
    for name, rows in (("corpus", corpus), ("asked", asked)):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("h\th\th\n" + judged, encoding="utf-8")

    found = general(Path(f"{tmp_path}:asked.jsonl"), passages=4, questions=3)

    assert len(found.questions) == 3
    assert len(found.passages) == 4
    assert all(found.passages[f"p{q[1:]}"] == f"Flu\nText {q[1:]}" for q in found.questions)


def test_a_curve_has_a_point_for_each_weight(mixture: Mixture, tmp_path: Path) -> None:
    heard: list[str] = []

    points = measured_curve(
        mixture, [JUDGED], [0.5, 1.0], cache=tmp_path / "c.sqlite", said=heard.append
    )

    assert [point.weight for point in points] == [0.5, 1.0]
    assert points[0].change("held out").before == points[1].change("held out").before
    assert [line.split(":")[0] for line in heard] == ["held out at 0.5", "held out at 1"]


def test_a_reranker_alone_orders_by_its_own_scores() -> None:
    scores, seconds = scored(JUDGED, FOUND, Reads(), candidates=2)

    request = weighed(FOUND, scores, 1.0)

    assert [passage for passage, _ in request["q1"]] == ["p1", "p3"]
    assert seconds >= 0


def test_without_a_say_the_order_found_stands() -> None:
    scores, _ = scored(JUDGED, FOUND, Reads(), candidates=2)

    request = weighed(FOUND, scores, 0.0)

    assert [passage for passage, _ in request["q1"]] == ["p3", "p1"]


def test_the_say_that_does_best_is_found_and_measured() -> None:
    scores, _ = scored(JUDGED, FOUND, Reads(), candidates=2)

    weight = best_weight(JUDGED, FOUND, scores)
    found = reranking(JUDGED, FOUND, scores, weight)

    assert weight == 1.0
    assert (round(found.before, 4), found.after) == (0.8155, 1.0)


def test_an_empty_test_part_is_refused_where_one_is_needed(tmp_path: Path) -> None:
    write_pairs(tmp_path / "p.jsonl", PAIRS)
    write_pool(tmp_path / "p.passages.jsonl", [])

    with pytest.raises(InputError, match="no pair for testing"):
        _kept(tmp_path / "p.jsonl", 0)
