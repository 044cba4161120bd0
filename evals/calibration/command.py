"""The command `citewell eval calibrate`: fit answerability to one's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from app.answerability.calibration import Calibration, calibration_path, write_calibration
from app.answerability.evidence import MINILM, RERANKED, features
from app.answerability.left_out import left_out_words
from app.pipeline.building import (
    build_retriever,
    calendar,
    rewriter,
    search_options,
)
from app.rewriting.legs import Rewriter
from app.writing.vector_cache import RememberedQueries
from evals.benchmarks.labelled_questions import LabelledQuestion, read_labelled_questions
from evals.calibration.logistic import CalibrationExample, area_under_curve, fit
from evals.retrieval.command import patient_reranking
from evals.runs.significance import estimate
from knowledge.domain.errors import InputError
from knowledge.domain.queries import Filters, Hit, Query
from knowledge.models.catalogue.rerankers import chosen_reranker
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.search.retriever import Retriever
from knowledge.settings.settings import Settings

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
    """Fit when to answer or refuse; print both errors, measured on questions left out.

    Questions are searched as in the chat: with its rewriting and its reranker, whose own score
    becomes a part of the evidence.
    """
    settings = Settings()
    embedder = open_embedder(settings.embedding, settings.data_dir)
    name = kb or settings.default_kb
    reranker = chosen_reranker(settings.reranker.name)
    reranking = patient_reranking(settings.reranker, settings.data_dir, reranker)
    with closing(open_store(settings.store, settings.data_dir).open(name)) as reader:
        queries = RememberedQueries(embedder)
        searching = _Searching(
            build_retriever(
                reader,
                queries,
                reranking,
                search_options(settings.llm, settings.search, settings.answers),
            ),
            rewriter(settings.llm, settings.masking, settings.search, embedder=queries),
            calendar(settings.time_zone)(),
        )
        labelled = read_labelled_questions(file)
        examples = [
            example
            for number, each in enumerate(labelled)
            for example in searching.examples(each, f"fold {number % _FOLDS}")
        ]
    _refuse_few(examples, f"{str(file)!r} gives")
    names = tuple(MINILM.weights)
    found = _fitted(examples, names, refusing)
    if reranker:
        # A reranker may have failed on some, and one passage alone it is not asked about.
        read = [each for each in examples if RERANKED in each.features]
        _refuse_few(read, f"The reranker {reranker!r} read the passages of")
        typer.echo(f"With the scores of {reranker!r}:")
        best = _fitted(read, (*names, RERANKED), refusing)
        found = replace(best, reranker=reranker, otherwise=found)
    if save:
        path = calibration_path(settings.data_dir, name, embedder.identity)
        write_calibration(path, found)
        typer.echo(f"Saved as {path}.")


def _refuse_few(examples: Sequence[CalibrationExample], said: str) -> None:
    kinds = [example.answerable for example in examples]
    if min(kinds.count(True), kinds.count(False)) < _FEWEST:
        raise InputError(
            f"{said} {kinds.count(True)} answerable and {kinds.count(False)} other questions; "
            f"{_FEWEST} of each are needed."
        )


def _fitted(
    examples: list[CalibrationExample], names: Sequence[str], refusing: float
) -> Calibration:
    """Fit the check to these features, and tell how well it does."""
    scores = _left_out_scores(examples, names)
    threshold = _threshold(examples, scores, refusing)
    _tell(examples, scores, threshold)
    bias, *weights = (float(w) for w in fit(_as_one(examples), names))
    return Calibration(bias, dict(zip(names, weights, strict=True)), threshold, len(examples))


@dataclass(frozen=True, slots=True)
class _Searching:
    """How a question's evidence is found."""

    retriever: Retriever
    rewriter: Rewriter
    today: date

    def examples(self, each: LabelledQuestion, fold: str) -> list[CalibrationExample]:
        """Return a question as it is, and, if it is answered, with what answers it removed."""
        filters = Filters(each.groups, as_of=each.as_of or self.today)
        query = self.rewriter.plan(each.past(), each.question).query(filters)
        hits = self.retriever.search(query, limit=_DEPTH).hits
        if not each.answerable:
            return [self._example(fold, each, query, hits, answerable=False)]
        if (each.rank_in([hit.passage for hit in hits]) or _DEPTH) > _FIRST:
            return []
        found = [self._example(fold, each, query, hits, answerable=True)]
        answering = tuple(
            hit.passage.id for hit in hits if any(e.is_in(hit.passage) for e in each.answers)
        )
        query = replace(query, filters=replace(query.filters, without_passages=answering))
        left = self.retriever.search(query, limit=_DEPTH).hits
        if left:
            found.append(self._example(fold, each, query, left, answerable=False))
        return found

    def _example(
        self,
        fold: str,
        each: LabelledQuestion,
        query: Query,
        hits: Sequence[Hit],
        *,
        answerable: bool,
    ) -> CalibrationExample:
        left_out = left_out_words(each.question, query.filters, self.retriever)
        passages = self.retriever.reader.count()
        seen = features(each.question, query, hits, left_out, passages=passages)
        return CalibrationExample(fold, answerable=answerable, features=seen)


def _as_one(examples: list[CalibrationExample]) -> list[CalibrationExample]:
    return [CalibrationExample("all", example.answerable, example.features) for example in examples]


def _left_out_scores(examples: list[CalibrationExample], names: Sequence[str]) -> list[float]:
    """Return each example's score by a fit that has not seen its question."""
    scores: dict[int, float] = {}
    for fold in {example.group for example in examples}:
        weights = fit(_as_one([e for e in examples if e.group != fold]), names)
        for index, example in enumerate(examples):
            if example.group == fold:
                row = np.array([1.0, *(example.features[name] for name in names)])
                scores[index] = float(1 / (1 + np.exp(-row @ weights)))
    return [scores[index] for index in range(len(examples))]


def _threshold(examples: list[CalibrationExample], scores: list[float], refusing: float) -> float:
    """Return below which score a share of the answerable questions lies.

    A wrong refusal cannot be seen through; a quoted passage that does not answer can.
    """
    right = [s for e, s in zip(examples, scores, strict=True) if e.answerable]
    return float(np.quantile(right, refusing))


def _tell(examples: list[CalibrationExample], scores: list[float], threshold: float) -> None:
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
