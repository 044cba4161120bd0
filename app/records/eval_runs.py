"""Runs that `citewell eval` saved, read by their schema (docs/schemas/retrieval-run)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

_SAMPLES = 2_000
_SEED = 20
_TELLING_ALONE = {"label", "kind"}
_PARTS = ("benchmark", "answers", "legs", "rewriting", "fusion", "reranker")


class RunFigure(BaseModel):
    """A mean over so many questions with its 95 % interval; 0: not counted."""

    mean: float
    low: float
    high: float
    questions: int = 0


class RunGroup(BaseModel):
    """The figures of the questions that have a label's value."""

    label: str
    value: str
    figures: Mapping[str, RunFigure]

    @property
    def name(self) -> str:
        """The value, with its label where it says little alone ("turn later")."""
        return self.value if self.label in _TELLING_ALONE else f"{self.label} {self.value}"


class RunQuestion(BaseModel):
    """A question, what was found and what it scored."""

    id: str
    question: str
    labels: Mapping[str, str] = {}
    relevant: Mapping[str, int] = {}
    ranking: tuple[str, ...] = ()
    values: Mapping[str, float]


class EvalRun(BaseModel):
    """A saved run."""

    model_config = ConfigDict(extra="ignore")

    schema_version: Literal[1]
    name: str = ""
    at: str = ""
    settings: Mapping[str, str | int | float | bool]
    figures: Mapping[str, RunFigure]
    groups: tuple[RunGroup, ...] = ()
    questions: tuple[RunQuestion, ...]

    @property
    def title(self) -> str:
        """What was searched and how."""
        told = (self.settings.get(part) for part in _PARTS)
        return " · ".join(str(part) for part in told if part) or self.name

    def groups_with(self, measures: Sequence[str]) -> list[RunGroup]:
        """Return the groups that have one of the measures."""
        return [each for each in self.groups if not each.figures.keys().isdisjoint(measures)]


@dataclass(frozen=True, slots=True)
class Listing:
    """The runs in a folder, newest first, and the files that are none."""

    runs: tuple[EvalRun, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedScore:
    """A question of two runs and what it scored in each."""

    first: RunQuestion
    second: RunQuestion
    before: float
    after: float

    @property
    def change(self) -> float:
        """How much it gained."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure over the questions that two runs share: means, and the paired difference."""

    measure: str
    questions: int
    before: float
    after: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the 95 % interval of the difference leaves out 0."""
        return self.low > 0 or self.high < 0


def run_names(folder: Path) -> list[str]:
    """Return the names of the saved runs, the newest first."""
    return sorted((path.stem for path in folder.glob("*.json")), reverse=True)


def read_run(folder: Path, name: str) -> EvalRun | None:
    """Return a run; None where the file is none that this release reads."""
    try:
        run = EvalRun.model_validate_json((folder / f"{name}.json").read_bytes())
    except (OSError, ValidationError):
        return None
    return run if run.name else run.model_copy(update={"name": name})


def listing(folder: Path, *, limit: int) -> Listing:
    """Return the newest runs."""
    names = run_names(folder)[:limit]
    read = {name: read_run(folder, name) for name in names}
    return Listing(
        tuple(run for run in read.values() if run is not None),
        tuple(name for name, run in read.items() if run is None),
    )


def by_measures(runs: Sequence[EvalRun], most: int) -> dict[tuple[str, ...], list[EvalRun]]:
    """Return the runs by their first measures, `most` of them, in the order of the runs."""
    found: dict[tuple[str, ...], list[EvalRun]] = {}
    for run in runs:
        found.setdefault(tuple(run.figures)[:most], []).append(run)
    return found


def shared_measures(first: EvalRun, second: EvalRun) -> list[str]:
    """Return the measures that both runs have, in the first one's order."""
    return [name for name in first.figures if name in second.figures]


def changes(first: EvalRun, second: EvalRun, measure: str) -> list[ChangedScore]:
    """Return the questions that both runs measured by this, the largest change first."""
    before = {each.id: each for each in first.questions if measure in each.values}
    pairs = [
        ChangedScore(before[each.id], each, before[each.id].values[measure], each.values[measure])
        for each in second.questions
        if each.id in before and measure in each.values
    ]
    return sorted(pairs, key=lambda pair: (-abs(pair.change), pair.second.id))


def compared(first: EvalRun, second: EvalRun, measures: Sequence[str]) -> list[MeasureRow]:
    """Return each measure's paired difference, 95 % bootstrap interval over conversations."""
    return [_row(changes(first, second, measure), measure) for measure in measures]


def _row(pairs: Sequence[ChangedScore], measure: str) -> MeasureRow:
    if not pairs:
        return MeasureRow(measure, 0, 0.0, 0.0, 0.0, 0.0)
    clusters: dict[str, list[float]] = defaultdict(list)
    for pair in pairs:
        clusters[pair.second.labels.get("conversation") or pair.second.id].append(pair.change)
    sums = np.array([sum(values) for values in clusters.values()])
    sizes = np.array([len(values) for values in clusters.values()])
    drawn = np.random.default_rng(_SEED).integers(0, len(sums), (_SAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return MeasureRow(
        measure,
        len(pairs),
        float(np.mean([pair.before for pair in pairs])),
        float(np.mean([pair.after for pair in pairs])),
        float(low),
        float(high),
    )
