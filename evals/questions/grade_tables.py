"""The figures of a graded set as tables: by measure, by kind and outcome, by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median_high

from rich import box
from rich.table import Table

from app.domain.answers import Outcome
from evals.benchmarks.question_set import Kind
from evals.questions.grading import (
    AT_A_GLANCE,
    USABLE,
    WORDS,
    WRONGLY_REFUSED,
    Grade,
    found_within,
)
from evals.runs.saved_runs import SavedGroup, SavedRun

_SHOWN_OF_LABELS = (USABLE, AT_A_GLANCE, WRONGLY_REFUSED, found_within(6))


def measures_table(run: SavedRun) -> Table:
    """Return a row for each measure, with the questions that have it and its interval."""
    table = _table("measure", "questions", "mean", "95 % interval")
    for name, figure in run.figures.items():
        values = [each.values[name] for each in run.questions if name in each.values]
        mean = f"{figure.mean:.3f}"
        if name == WORDS:
            mean = f"{figure.mean:.0f} (median {median_high(values):.0f})"
        places = 0 if name == WORDS else 3
        interval = f"{figure.low:.{places}f} - {figure.high:.{places}f}"
        table.add_row(name, str(len(values)), mean, interval)
    return table


def outcomes_table(grades: Sequence[Grade]) -> Table:
    """Return how many questions of each kind ended in which way."""
    counted: Mapping[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
    for each in grades:
        counted[each.question.kind][each.given.outcome] += 1
    ways = [way.value for way in Outcome]
    table = _table("kind", *ways)
    for kind, counts in counted.items():
        if counts:
            table.add_row(kind.value, *(str(counts[way] or "") for way in ways))
    return table


def labels_table(groups: Sequence[SavedGroup]) -> Table:
    """Return a row for each group of answerable questions."""
    table = _table("of", "questions", *_SHOWN_OF_LABELS)
    for group in groups:
        if group.label != "kind" and USABLE in group.figures:
            cells = [f"{group.figures[name].mean:.3f}" for name in _SHOWN_OF_LABELS]
            table.add_row(group.name, str(group.figures[USABLE].questions), *cells)
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, justify="right")
    return table
