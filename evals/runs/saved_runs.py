"""Runs as they lie on disk: `<data>/runs/NAME.json`, one file a run."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.runs.significance import estimate
from knowledge.domain.errors import InputError

SCHEMA_VERSION: Literal[1] = 1
_LABELS_BROKEN_DOWN_BY = ("domain", "turn", "kind")
_TAG = "label"
_FEWEST_OF_A_TAG = 5
"""A mean over fewer says nothing."""
_UNFIT_IN_NAMES = re.compile(r"[^a-z0-9.]+")


class SavedFigure(BaseModel):
    """A mean over so many questions and its 95 % interval; earlier releases did not count."""

    mean: float
    low: float
    high: float
    questions: int = 0


class SavedTime(BaseModel):
    """Milliseconds of one stage."""

    p50: float
    p95: float


def group_name(label: str, value: str) -> str:
    """Return a group's name for a table: "turn later", or a tag alone."""
    return value if label == _TAG else f"{label} {value}"


class SavedGroup(BaseModel):
    """The figures of the questions that have a label's value."""

    label: str
    value: str
    figures: Mapping[str, SavedFigure]

    @property
    def name(self) -> str:
        """Its name for a table: "turn later", or the tag alone."""
        return group_name(self.label, self.value)


class SavedQuestion(BaseModel):
    """A question, its ranking and what it scored; it may have any number of `tags`."""

    id: str
    question: str
    labels: Mapping[str, str] = {}
    tags: tuple[str, ...] = ()
    relevant: Mapping[str, int] = {}
    ranking: tuple[str, ...] = ()
    values: Mapping[str, float]

    @property
    def conversation(self) -> str:
        """The conversation that it belongs to, its own id where it has none."""
        return self.labels.get("conversation") or self.id

    def has(self, label: str, value: str) -> bool:
        """Tell whether it belongs to a group of `labels_of`."""
        return value in self.tags if label == _TAG else self.labels.get(label) == value


class SavedRun(BaseModel):
    """A run read back: what was done, what came out, question by question."""

    model_config = ConfigDict(extra="ignore")

    schema_version: Literal[1]
    name: str = ""
    at: str = ""
    settings: Mapping[str, str | int | float | bool]
    figures: Mapping[str, SavedFigure]
    milliseconds: Mapping[str, SavedTime] = {}
    groups: tuple[SavedGroup, ...] = ()
    questions: tuple[SavedQuestion, ...]

    @property
    def short_name(self) -> str:
        """What was searched and how: benchmark, legs, rewriting."""
        parts = (
            self.settings.get(key)
            for key in ("benchmark", "answers", "legs", "rewriting", "fusion", "variant")
        )
        return " ".join(str(part) for part in parts if part) or self.name


def labels_of(questions: Sequence[SavedQuestion]) -> list[tuple[str, str]]:
    """Return the (label, value) pairs worth a row of their own: labels with several values.

    Tags that enough questions have follow, the commonest first, each as ("label", tag).
    """
    pairs: list[tuple[str, str]] = []
    for label in _LABELS_BROKEN_DOWN_BY:
        values = {question.labels.get(label, "") for question in questions}
        if len(values) > 1:
            pairs += [(label, value) for value in sorted(values - {""})]
    tags = Counter(tag for question in questions for tag in dict.fromkeys(question.tags))
    return pairs + [(_TAG, tag) for tag, n in tags.most_common() if n >= _FEWEST_OF_A_TAG]


def run_content(
    settings: Mapping[str, object],
    questions: Sequence[SavedQuestion],
    milliseconds: Mapping[str, tuple[float, float]] | None = None,
    *,
    measures: Sequence[str] = (),
) -> dict[str, object]:
    """Return a run as it is saved: settings, figures, stage -> (p50, p95), a row per question.

    A measure's figure is over the questions that have it, whole conversations resampled. Measures
    stand in the order of `measures`, or else as the questions name them.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "settings": dict(settings),
        "figures": _figures(questions, measures),
        "groups": [
            {
                "label": label,
                "value": value,
                "figures": _figures(having, measures),
            }
            for label, value in labels_of(questions)
            for having in [[each for each in questions if each.has(label, value)]]
        ],
        "milliseconds": {
            stage: {"p50": p50, "p95": p95} for stage, (p50, p95) in (milliseconds or {}).items()
        },
        "questions": [question.model_dump(mode="json") for question in questions],
    }


def _figures(
    questions: Sequence[SavedQuestion], measures: Sequence[str]
) -> dict[str, dict[str, float]]:
    named = dict.fromkeys(name for question in questions for name in question.values)
    order = [
        *(name for name in measures if name in named),
        *(n for n in named if n not in measures),
    ]
    figures = {}
    for name in order:
        having = [question for question in questions if name in question.values]
        found = estimate(
            [question.values[name] for question in having],
            clusters=[question.conversation for question in having],
        )
        figures[name] = {**asdict(found), "questions": len(having)}
    return figures


def save_run(folder: Path, run: Mapping[str, object], *, title: str) -> Path:
    """Write a run under a name of its own, made of the time and the title; return the file."""
    now = datetime.now(UTC)
    # Milliseconds, so that the order of names is the order of runs.
    moment = f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}"
    wanted = f"{moment}-{_UNFIT_IN_NAMES.sub('-', title.lower()).strip('-')}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{wanted}.json"
    for number in range(2, 1000):
        if not path.exists():
            break
        path = folder / f"{wanted}-{number}.json"
    content = {**run, "name": path.stem, "at": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def load_run(folder: Path, name: str) -> SavedRun:
    """Read a run by its file, its name, or the end of the latest run's name that fits.

    Raises:
        InputError: there is none, or the file is not a run.
    """
    path = _found(folder, name)
    try:
        run = SavedRun.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{str(path)!r} is not a run that citewell eval saved: {error}") from error
    return run if run.name else run.model_copy(update={"name": path.stem})


def run_names(folder: Path) -> list[str]:
    """Return the names of the saved runs, the oldest first."""
    return sorted(path.stem for path in folder.glob("*.json"))


def _found(folder: Path, name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    names = run_names(folder)
    fitting = [each for each in names if each == name or each.endswith(f"-{name}")]
    if not fitting:
        latest = ", ".join(names[-5:]) or "none"
        raise InputError(
            f"There is no run {name!r}, neither a file nor in {str(folder)!r}. The latest there: "
            f"{latest}."
        )
    return folder / f"{fitting[-1]}.json"
