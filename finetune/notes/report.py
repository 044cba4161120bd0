"""The figures on notes as tables for a screen and as JSON for a program."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rich.table import Table

from finetune.notes.evaluation import (
    CUTOFFS,
    POOLS,
    NextNoteScores,
    NoteEvidence,
    NoteFigure,
    error_cut,
)

SCHEMA_VERSION = 1
Sides = Mapping[str, NoteEvidence]


def as_tables(sides: Sides) -> list[Table]:
    """Return recall, what is owed to the person, and what the vectors foretell, side by side."""
    tables = [_recall(sides), _persons(sides)]
    if len(sides) > 1:
        tables.append(_cuts(sides))
    if any(each.labels or each.survival for each in sides.values()):
        tables.append(_downstream(sides))
    return tables


def as_json(sides: Sides) -> dict[str, object]:
    """Return all figures by model."""
    return {
        "schema_version": SCHEMA_VERSION,
        "models": {name: _model_json(each) for name, each in sides.items()},
        "cuts": {
            pool: {
                "error_cut": cut,
                "difference": gained.mean,
                "low": gained.low,
                "high": gained.high,
                "p_value": gained.p_value,
            }
            for pool in (POOLS if len(sides) > 1 else ())
            for cut, gained in [error_cut(*_first_and_last(sides), pool)]
        },
    }


def _recall(sides: Sides) -> Table:
    scores = next(iter(sides.values())).next_notes
    table = Table(
        title=f"Next note among different texts, {len(scores.persons):,} steps of "
        f"{len(set(scores.persons)):,} tested persons"
    )
    for heading in ("pool", "texts", "model", *(f"recall@{cutoff}" for cutoff in CUTOFFS)):
        table.add_column(heading)
    for pool in POOLS:
        size = f"{np.mean(scores.sizes[pool]):.0f}"
        for name, each in sides.items():
            cells = []
            for cutoff in CUTOFFS:
                found = each.next_notes.recall(pool, cutoff)
                cells.append(f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]")
            table.add_row(pool, size, name, *cells)
    return table


def _persons(sides: Sides) -> Table:
    table = Table(title="What is owed to recognising the person")
    for heading in ("model", "same person in the nearest 5", "by chance", "recall@5 by that alone"):
        table.add_column(heading)
    for name, each in sides.items():
        scores = each.next_notes
        table.add_row(
            name,
            f"{np.mean(scores.same_person):.3f}",
            f"{np.mean(scores.same_person_by_chance):.3f}",
            f"{scores.by_knowing_the_person(5):.3f}",
        )
    return table


def _cuts(sides: Sides) -> Table:
    before, after = _first_and_last(sides)
    table = Table(title="Error (1 - recall@5), last model against the first")
    for heading in ("pool", "error cut by", "recall@5 gained", "p"):
        table.add_column(heading)
    for pool in POOLS:
        cut, gained = error_cut(before, after, pool)
        span = f"{gained.mean:+.3f} [{gained.low:+.3f}, {gained.high:+.3f}]"
        table.add_row(pool, f"{cut:.0%}", span, f"{gained.p_value:.4f}")
    return table


def _downstream(sides: Sides) -> Table:
    table = Table(title="Frozen vectors: AUROC of labels, concordance of survival")
    for heading in ("figure", *sides):
        table.add_column(heading)
    first = next(iter(sides.values()))
    for label in first.labels:
        table.add_row(f"{label}, in the note", *(_cell(s.labels[label]) for s in sides.values()))
        table.add_row(
            f"{label}, in a later note", *(_cell(s.foretold[label]) for s in sides.values())
        )
    table.add_row("survival", *(_cell(each.survival) for each in sides.values()))
    return table


def _cell(figure: NoteFigure | None) -> str:
    if figure is None:
        return "too few cases"
    span = f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{span} ({figure.positives} of {figure.total})"


def _model_json(each: NoteEvidence) -> dict[str, object]:
    scores = each.next_notes
    return {
        "steps": len(scores.persons),
        "persons": len(set(scores.persons)),
        "recall": {
            pool: {
                f"@{cutoff}": {"mean": r.mean, "low": r.low, "high": r.high}
                for cutoff in CUTOFFS
                for r in [scores.recall(pool, cutoff)]
            }
            for pool in POOLS
        },
        "pool_sizes": {pool: float(np.mean(scores.sizes[pool])) for pool in POOLS},
        "same_person_in_nearest_5": float(np.mean(scores.same_person)),
        "same_person_by_chance": float(np.mean(scores.same_person_by_chance)),
        "recall_at_5_by_knowing_the_person": scores.by_knowing_the_person(5),
        "labels": {name: _figure_json(figure) for name, figure in each.labels.items()},
        "foretold": {name: _figure_json(figure) for name, figure in each.foretold.items()},
        "survival": _figure_json(each.survival),
    }


def _figure_json(figure: NoteFigure | None) -> dict[str, float] | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "positives": figure.positives,
        "total": figure.total,
    }


def _first_and_last(sides: Sides) -> tuple[NextNoteScores, NextNoteScores]:
    every = list(sides.values())
    return every[0].next_notes, every[-1].next_notes
