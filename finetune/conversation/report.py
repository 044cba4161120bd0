"""A gate's figures beside those of the untrained mix: per leg and domain, paired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from evals.retrieval_report import Scores
from evals.runs.significance import difference

MEASURE = "nDCG@5"


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One benchmark: for each kind of legs the untrained mix's scores and the gate's."""

    name: str
    scores: Mapping[str, tuple[Scores, Scores]]


def before_after_table(measured: BeforeAfter) -> Table:
    """Return nDCG@5 of both, and the paired difference with its interval, by domain and turn."""
    table = Table(title=f"{measured.name}: {MEASURE}, history mix and gate")
    for heading in ("legs", "questions", "history", "gate", "difference", "p"):
        table.add_column(heading)
    for legs, (before, after) in measured.scores.items():
        for group, kept in _groups(before):
            ours, theirs = after.where(kept), before.where(kept)
            found = difference(
                ours.values[MEASURE], theirs.values[MEASURE], clusters=ours.conversations()
            )
            table.add_row(
                legs,
                f"{group} ({sum(kept)})",
                f"{theirs.overall(MEASURE).mean:.3f}",
                f"{ours.overall(MEASURE).mean:.3f}",
                f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]",
                f"{found.p_value:.4f}",
            )
    return table


def _groups(scores: Scores) -> list[tuple[str, Sequence[bool]]]:
    questions = scores.questions
    groups: list[tuple[str, Sequence[bool]]] = [("all", [True] * len(questions))]
    for label in ("domain", "turn"):
        values = sorted({q.labels.get(label, "") for q in questions} - {""})
        if len(values) > 1:
            groups += [(v, [q.labels.get(label) == v for q in questions]) for v in values]
    return groups
