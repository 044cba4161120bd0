"""The command `citewell eval calibrate`: fit the evidence gate to one's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from app.building import build_retriever, calendar, evidence_reader
from app.calibration import Calibration, calibration_path, write_calibration
from app.evidence import MINILM_UNREAD, READ, EvidenceReader, features
from app.rewriting.legs import HistoryMix
from evals.gate.calibration import Example, area_under_curve, fit
from evals.labelled_questions import LabelledQuestion, read_labelled_questions
from evals.runs.significance import estimate
from knowledge.errors import InputError
from knowledge.models.opening import open_embedder
from knowledge.queries import Filters, Hit, Query
from knowledge.retriever import Retriever
from knowledge.settings import Settings
from knowledge.stores import open_store

_DEPTH = 20
_FIRST = 6
_FOLDS = 5
_FEWEST = 20


def calibrate(
    file: Annotated[Path, typer.Argument(help="A JSONL file such as sample/questions.jsonl.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    refusing: Annotated[
        float, typer.Option(min=0, max=0.5, help="Answerable questions that may be refused.")
    ] = 0.1,
    save: Annotated[bool, typer.Option(help="Keep it for this knowledge base and model.")] = True,
) -> None:
    """Fit the gate to answer or refuse; print both errors, measured on questions left out."""
    settings = Settings()
    embedder = open_embedder(settings)
    name = kb or settings.default_kb
    with closing(open_store(settings).open(name)) as reader:
        retriever = build_retriever(reader, embedder)
        scores_of = evidence_reader(settings, embedder)
        labelled = read_labelled_questions(file)
        examples = [
            example
            for number, each in enumerate(labelled)
            for example in _examples(
                retriever, each, settings, f"fold {number % _FOLDS}", scores_of
            )
        ]
    kinds = [example.answerable for example in examples]
    if min(kinds.count(True), kinds.count(False)) < _FEWEST:
        raise InputError(
            f"{str(file)!r} gives {kinds.count(True)} answerable and {kinds.count(False)} other "
            f"questions; {_FEWEST} of each are needed."
        )
    names = (*MINILM_UNREAD.weights, *((READ,) if scores_of else ()))
    scores = _left_out_scores(examples, names)
    threshold = _threshold(examples, scores, refusing)
    _tell(examples, scores, threshold)
    if save:
        bias, *weights = (float(w) for w in fit(_as_one(examples), names))
        found = Calibration(bias, dict(zip(names, weights, strict=True)), threshold, len(examples))
        path = calibration_path(settings.data_dir, name, embedder.identity)
        write_calibration(path, found)
        typer.echo(f"Saved as {path}.")


def _examples(
    retriever: Retriever,
    each: LabelledQuestion,
    settings: Settings,
    fold: str,
    reader: EvidenceReader | None,
) -> list[Example]:
    """Return a question as it is, and, if it is answered, with what answers it removed."""
    day = each.as_of or calendar(settings)()
    legs = HistoryMix().plan(each.past(), each.question).legs
    query = Query(legs, Filters(each.groups, as_of=day))
    hits = retriever.search(query, limit=_DEPTH).hits
    if not each.answerable:
        return [_example(fold, each, query, hits, reader, answerable=False)]
    if (each.rank_in([hit.passage for hit in hits]) or _DEPTH) > _FIRST:
        return []
    found = [_example(fold, each, query, hits, reader, answerable=True)]
    answering = tuple(
        hit.passage.id for hit in hits if any(e.is_in(hit.passage) for e in each.answers)
    )
    query = Query(legs, Filters(each.groups, as_of=day, without_passages=answering))
    left = retriever.search(query, limit=_DEPTH).hits
    if left:
        found.append(_example(fold, each, query, left, reader, answerable=False))
    return found


def _example(
    fold: str,
    each: LabelledQuestion,
    query: Query,
    hits: Sequence[Hit],
    reader: EvidenceReader | None,
    *,
    answerable: bool,
) -> Example:
    seen = features(each.question, query, hits, reader)
    return Example(fold, answerable=answerable, features=seen)


def _as_one(examples: list[Example]) -> list[Example]:
    return [Example("all", example.answerable, example.features) for example in examples]


def _left_out_scores(examples: list[Example], names: Sequence[str]) -> list[float]:
    """Return each example's score by a fit that has not seen its question."""
    scores: dict[int, float] = {}
    for fold in {example.group for example in examples}:
        weights = fit(_as_one([e for e in examples if e.group != fold]), names)
        for index, example in enumerate(examples):
            if example.group == fold:
                row = np.array([1.0, *(example.features[name] for name in names)])
                scores[index] = float(1 / (1 + np.exp(-row @ weights)))
    return [scores[index] for index in range(len(examples))]


def _threshold(examples: list[Example], scores: list[float], refusing: float) -> float:
    """Return below which score a share of the answerable questions lies.

    A wrong refusal cannot be seen through; a quoted passage that does not answer can.
    """
    right = [s for e, s in zip(examples, scores, strict=True) if e.answerable]
    return float(np.quantile(right, refusing))


def _tell(examples: list[Example], scores: list[float], threshold: float) -> None:
    right = [s for e, s in zip(examples, scores, strict=True) if e.answerable]
    wrong = [s for e, s in zip(examples, scores, strict=True) if not e.answerable]
    refused = estimate([float(score < threshold) for score in right])
    answered = estimate([float(score >= threshold) for score in wrong])
    typer.echo(
        f"{len(right)} answerable questions, {len(wrong)} without what answers them.\n"
        f"Threshold {threshold:.3f}. Area under the curve {area_under_curve(right, wrong):.3f}.\n"
        f"Wrongly refused {refused.mean:.3f} [{refused.low:.3f}, {refused.high:.3f}].\n"
        f"Wrongly answered {answered.mean:.3f} [{answered.low:.3f}, {answered.high:.3f}]."
    )
