"""Runs and comparisons as tables that fit a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from evals.runs.comparison import QuestionChange, RunComparison
from evals.runs.scores import Scores
from evals.runs.significance import MeanEstimate

SHOWN = ("nDCG@5", "nDCG@10", "R@5", "RR@10")
_LABELS = ("domain", "turn", "kind")
_QUESTION_CHARACTERS = 50
_SMALLEST_CHANCE_SHOWN = 0.001


def scores_table(title: str, scores: Scores) -> Table:
    """Return one row for all questions and one for each value of each label.

    The interval stands under its mean, since side by side four measures need 110 columns.
    """
    names = [name for name in SHOWN if name in scores.values] or list(scores.values)[:4]
    table = _table(title)
    table.add_column("questions", justify="right")
    table.add_column("of", overflow="fold")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for group, kept in _groups(scores):
        cells = [_cell(kept.overall(name)) for name in names]
        table.add_row(str(len(kept.questions)), group, *cells)
    return table


def comparison_table(comparison: RunComparison) -> Table:
    """Return means, difference, interval and p; a star where the interval leaves out 0."""
    first, second = comparison.first.short_name, comparison.second.short_name
    table = _table(f"A: {first}\nB: {second}")
    table.add_column("of", overflow="fold")
    table.add_column("measure")
    for heading in ("n", "A", "B", "B - A"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("95 % interval", no_wrap=True)
    table.add_column("p", no_wrap=True)
    group = ""
    for row in comparison.rows:
        found = row.difference
        table.add_row(
            row.group if row.group != group else "",
            row.measure,
            str(row.questions),
            f"{row.first:.3f}",
            f"{row.second:.3f}",
            f"{found.mean:+.3f}{'*' if found.significant else ' '}",
            f"{found.low:+.3f} {found.high:+.3f}",
            _chance(found.p_value),
        )
        group = row.group
    return table


def changes_table(title: str, changes: Sequence[QuestionChange]) -> Table:
    """Return questions with both runs' values."""
    table = _table(title)
    table.add_column("A", justify="right", no_wrap=True)
    table.add_column("B", justify="right", no_wrap=True)
    table.add_column("question")
    for each in changes:
        asked = " ".join(each.question.question.split())
        shown = (
            asked if len(asked) <= _QUESTION_CHARACTERS else f"{asked[:_QUESTION_CHARACTERS]}..."
        )
        table.add_row(f"{each.first:.2f}", f"{each.second:.2f}", shown)
    return table


def times_line(stages: Mapping[str, tuple[float, float]]) -> str:
    """Return the stages' milliseconds in a line."""
    return "ms p50/p95: " + ", ".join(
        f"{stage} {p50:.1f}/{p95:.1f}" for stage, (p50, p95) in stages.items()
    )


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)


def _cell(found: MeanEstimate) -> str:
    low, high = (f"{bound:.3f}".removeprefix("0") for bound in (found.low, found.high))
    return f"{found.mean:.4f}\n{low}-{high}"


def _chance(p_value: float) -> str:
    if p_value < _SMALLEST_CHANCE_SHOWN:
        return "<.001"
    return f"{p_value:.3f}".removeprefix("0")


def _groups(scores: Scores) -> list[tuple[str, Scores]]:
    groups = [("all", scores)]
    for label in _LABELS:
        values = [question.labels.get(label, "") for question in scores.questions]
        if len(set(values)) > 1:
            groups += [
                (f"{label} {value}", scores.where([each == value for each in values]))
                for value in sorted(set(values) - {""})
            ]
    return groups
