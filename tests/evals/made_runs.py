"""Builders of saved runs."""

from __future__ import annotations

from collections.abc import Sequence

from evals.runs.saved_runs import SavedFigure, SavedQuestion, SavedRun


def run_of(name: str, values: Sequence[float], *, measure: str = "nDCG@5") -> SavedRun:
    """Build a run of questions q0, q1, ...; even ones are first turns, odd ones later turns."""
    questions = tuple(
        SavedQuestion(
            id=f"q{place}",
            question=f"Question <{place}>?",
            labels={"turn": "later" if place % 2 else "first"},
            relevant={"p": 1},
            ranking=("x", "p"),
            values={measure: value},
        )
        for place, value in enumerate(values)
    )
    mean = sum(values) / len(values)
    return SavedRun(
        schema_version=1,
        name=name,
        settings={"benchmark": "talks", "rewriting": name, "folder": "/secret/place"},
        figures={measure: SavedFigure(mean=mean, low=mean, high=mean)},
        questions=questions,
    )
