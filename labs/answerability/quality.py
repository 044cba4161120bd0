"""How well the answerability check tells questions that are answered from others, set by set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.answerability.evidence import Coefficients
from evals.calibration.logistic import (
    CalibrationExample,
    area_estimate,
    fit,
    logits,
    lowest_threshold,
)
from evals.runs.significance import MeanEstimate, estimate
from labs.answerability.question_sets import IndexedEvidence, Weighed

REFUSING = 0.1
"""So many of any set's questions, whose passage was found, the threshold may refuse."""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One set's questions of one kind: `area` against those whose passage was found.

    `answered` is the share above the threshold: for questions whose passage was found it should be
    1, for others 0.
    """

    dataset: str
    evidence: IndexedEvidence
    questions: int
    answered: MeanEstimate
    area: MeanEstimate | None


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted on all sets; the bias is moved so that answering wins from 0.5 on."""

    coefficients: Coefficients
    examples: int


def judged(
    weighed: Sequence[Weighed], coefficients: Coefficients, threshold: float
) -> list[QualityRow]:
    """Return the lines of every set by given coefficients."""
    scores = [coefficients.probability(each.features) for each in weighed]
    return _lines(weighed, scores, [threshold] * len(weighed))


def left_out(weighed: Sequence[Weighed], names: Sequence[str]) -> list[QualityRow]:
    """Return the lines of every set by what was fitted on the others, threshold included."""
    scores, thresholds = [0.0] * len(weighed), [0.0] * len(weighed)
    examples = [_example(each) for each in weighed]
    for dataset in dict.fromkeys(each.dataset for each in weighed):
        others = [e for e, w in zip(examples, weighed, strict=True) if _teaches(w, dataset)]
        weights = fit(others, names)
        threshold = lowest_threshold(others, logits(others, names, weights), refusing=REFUSING)
        mine = [number for number, each in enumerate(weighed) if each.dataset == dataset]
        own = logits([examples[number] for number in mine], names, weights)
        for number, score in zip(mine, own, strict=True):
            scores[number], thresholds[number] = score, threshold
    return _lines(weighed, scores, thresholds)


def fitted(weighed: Sequence[Weighed], names: Sequence[str]) -> Fitted:
    """Fit on all sets."""
    examples = [_example(each) for each in weighed if _teaches(each, "")]
    weights = fit(examples, names)
    threshold = lowest_threshold(examples, logits(examples, names, weights), refusing=REFUSING)
    bias, *rest = (float(weight) for weight in weights)
    found: Mapping[str, float] = dict(zip(names, rest, strict=True))
    return Fitted(Coefficients(bias - threshold, found), len(examples))


def mean_area(lines: Sequence[QualityRow], evidence: IndexedEvidence) -> float:
    """Return the mean area over the sets, each counting the same."""
    return float(np.mean([x.area.mean for x in lines if x.evidence is evidence and x.area]))


def _teaches(each: Weighed, without: str) -> bool:
    """Tell whether an example is for fitting: not one whose passage the search missed."""
    return each.dataset != without and (each.evidence is not IndexedEvidence.THERE or each.found)


def _example(each: Weighed) -> CalibrationExample:
    there = each.evidence is IndexedEvidence.THERE
    return CalibrationExample(
        each.dataset, there, dict(each.features), str(each.evidence), each.origin
    )


def _lines(
    weighed: Sequence[Weighed], scores: Sequence[float], thresholds: Sequence[float]
) -> list[QualityRow]:
    rows = list(zip(weighed, scores, thresholds, strict=True))
    lines = []
    for dataset in dict.fromkeys(each.dataset for each in weighed):
        mine = [row for row in rows if row[0].dataset == dataset]
        right = [row for row in mine if row[0].evidence is IndexedEvidence.THERE and row[0].found]
        for evidence in IndexedEvidence:
            of_kind = right if evidence is IndexedEvidence.THERE else _of(mine, evidence)
            if of_kind:
                lines.append(_line(dataset, evidence, of_kind, right))
    return lines


Row = tuple[Weighed, float, float]


def _of(rows: Sequence[Row], evidence: IndexedEvidence) -> list[Row]:
    return [row for row in rows if row[0].evidence is evidence]


def _line(
    dataset: str, evidence: IndexedEvidence, rows: Sequence[Row], right: Sequence[Row]
) -> QualityRow:
    origins = [row[0].origin for row in rows]
    answered = estimate([float(s >= t) for _, s, t in rows], clusters=origins)
    area = None
    if evidence is not IndexedEvidence.THERE and right:
        area = area_estimate(
            [row[1] for row in right],
            [row[1] for row in rows],
            [row[0].origin for row in right],
            origins,
        )
    return QualityRow(dataset, evidence, len(rows), answered, area)
