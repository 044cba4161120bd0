from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.answerability.evidence import Coefficients
from citewell.eval_commands import app
from evals.benchmarks.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from knowledge.domain.errors import InputError
from knowledge.search.retriever import Retriever
from labs.answerability.ratings import Rated, RatedEvidence, agreements, read_ratings, weigh_rated
from tests.evals.folders import write_grades, write_lines

SHARP = Coefficients(0.0, {"seen": 10.0})


def rated(question: str, grades: tuple[int, ...], *, labelled: bool, seen: float) -> RatedEvidence:
    return RatedEvidence(Rated(question, question, grades, labelled), {"seen": seen})


def areas(weighed: list[RatedEvidence]) -> dict[str, float]:
    return {each.judges: each.area.mean for each in agreements(weighed, SHARP)}


def test_most_people_decide_what_is_good_and_all_of_them_what_is_sure() -> None:
    split, sure = Rated("q", "p", (3, 2, 0), labelled=True), Rated("q", "p", (0, 1, 0), False)

    assert (split.good, split.agreed) == (True, False)
    assert (sure.good, sure.agreed) == (False, True)


def test_a_gate_that_sees_what_people_see_is_right_though_the_labels_say_otherwise() -> None:
    found = areas(
        [
            rated("a", (3, 3, 3), labelled=False, seen=0.9),
            rated("b", (2, 3, 0), labelled=True, seen=0.8),
            rated("c", (0, 0, 1), labelled=True, seen=0.1),
            rated("d", (0, 0, 0), labelled=False, seen=0.0),
        ]
    )

    assert found["the gate, against most people"] == 1.0
    assert found["the gate, where all people agree"] == 1.0
    # b and c are labelled, a and d are not: b over d and c over d are right, b and c over a wrong.
    assert found["the gate, against the labels"] == 0.5
    assert found["all people's mean grade, against the labels"] == 0.5


def test_each_person_is_held_to_the_others_where_these_agree() -> None:
    found = areas(
        [
            rated("a", (3, 2, 0), labelled=True, seen=1.0),
            rated("b", (0, 1, 0), labelled=False, seen=0.0),
            rated("c", (3, 3, 3), labelled=True, seen=1.0),
        ]
    )

    # Good, by two that agree: the 0 of a and each 3 of c. Bad: the 0, the 1 and the 0 of b.
    # The 0 of a is as good as two of these and worse than one; the 3s are above all.
    one = found["one person, against the others where these agree"]
    assert one == pytest.approx((1 / 3 + 3) / 4)


def test_grades_that_are_all_alike_tell_nothing() -> None:
    with pytest.raises(InputError, match="all passages are alike"):
        areas([rated("a", (3, 3, 3), labelled=True, seen=1.0)])


DESK = Benchmark(
    "desk",
    {
        "": (
            BenchmarkPassage("grace", "Late payment", "The grace period is 31 days."),
            BenchmarkPassage("park", "", "Parking costs five dollars."),
        )
    },
    (BenchmarkQuestion("one", "Grace period?", {"grace": 1}),),
)


def written(path: Path, *rows: Mapping[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_ratings_are_matched_by_their_words_and_strangers_are_left_out(tmp_path: Path) -> None:
    file = written(
        tmp_path / "ratings.jsonl",
        {
            "question": "grace  period?",
            "passage": "Late payment\nThe grace period is 31 days.",
            "rating": ["Excellent", "Bad", "Acceptable"],
        },
        {"question": "Grace period?", "passage": "Parking costs five dollars.", "rating": ["Bad"]},
        {"question": "Grace period?", "passage": "Of another set.", "rating": ["Bad"]},
        {"question": "Who?", "passage": "Parking costs five dollars.", "rating": ["Bad"]},
    )

    assert read_ratings(file, DESK) == [
        Rated("grace  period?", "grace", (3, 0, 2), labelled=True),
        Rated("Grace period?", "park", (0,), labelled=False),
    ]


@pytest.mark.parametrize(
    ("rating", "told"), [(["Fine"], "rated \\['Fine'\\]; known are 'Bad'"), ([], "by nobody")]
)
def test_a_word_that_is_no_grade_is_named(tmp_path: Path, rating: list[str], told: str) -> None:
    row = {"question": "Grace period?", "passage": "The grace period is 31 days."}

    with pytest.raises(InputError, match=told):
        read_ratings(written(tmp_path / "r.jsonl", {**row, "rating": rating}), DESK)


def test_ratings_of_another_benchmark_are_refused(tmp_path: Path) -> None:
    row = {"question": "Who?", "passage": "Nobody.", "rating": ["Bad"]}

    with pytest.raises(InputError, match=r"r\.jsonl' rates no passage and question of 'desk'"):
        read_ratings(written(tmp_path / "r.jsonl", row), DESK)


def test_a_rated_passage_is_weighed_as_the_best_one_found(retriever: Retriever) -> None:
    asked = "grace period for a late premium?"
    best, worse = (
        Rated(asked, passage, (0, 0, 0), labelled=False) for passage in ("grace", "parking")
    )

    first, other = weigh_rated(retriever, [best, worse])

    assert first.features["lacking"] == 0
    assert other.features["lacking"] == 1


def test_the_command_prints_the_gate_beside_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "rated"
    texts = {f"p{n}": f"Rule {n} on parking holds for {n} days." for n in range(6)}
    write_lines(folder / "corpus.jsonl", ({"_id": n, "text": t} for n, t in texts.items()))
    asked = {f"q{n}": f"how long does rule {n} on parking hold?" for n in range(6)}
    write_lines(folder / "queries.jsonl", ({"_id": n, "text": t} for n, t in asked.items()))
    write_grades(folder / "qrels" / "test.tsv", [(f"q{n}", f"p{n}", 1) for n in range(6)])
    write_lines(
        folder / "human_ratings.jsonl",
        (
            {
                "question": asked[f"q{n}"],
                "passage": texts[f"p{m}"],
                "rating": ["Excellent" if n == m else "Bad"] * 3,
            }
            for n in range(6)
            for m in (n, (n + 1) % 6)
        ),
    )

    run = CliRunner().invoke(app, ["ratings", str(folder)], catch_exceptions=False)

    assert run.exit_code == 0
    assert "12 of 12 graded passages" in run.stdout
    last = next(line for line in run.stdout.splitlines() if "mean grade, against the" in line)
    assert "1.000 [1.000, 1.000]" in last
