"""The whole way of a reranker: train, find its say against the search, save, measure, card."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import numpy as np
from sentence_transformers import CrossEncoder

from evals.runs.scores import measure
from evals.runs.significance import Difference, difference
from finetune.pairs.judged import Judged, held_out
from finetune.pairs.pair import Pair, of_part, pool_path, read_pairs, read_pool
from finetune.reranker.training import RerankerRecipe, open_cross_encoder, train_reranker
from finetune.training.evaluation import rankings
from finetune.training.models import checkpoint_folder, drafted_folder, refuse_taken, save_model
from finetune.training.progress import TrainingProgress
from finetune.training.trainer import Trained
from ingest.embedding.cache import embeddings_path
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.catalogue.embedders import entry_named
from knowledge.models.catalogue.tuned import TUNED_PREFIX, TunedModel, tuned_folder
from knowledge.models.local.devices import AUTO
from knowledge.models.local.rerankers import CrossEncoderReranker, LocalRerankerModel
from knowledge.models.reranking import Reranker, blended

_QUESTIONS_SEED = 7


@dataclass(frozen=True, slots=True)
class RerankerTuningRequest:
    """What was asked for. `questions` bounds the test, `dev_questions` the search for the say."""

    name: str
    base: LocalModel
    searched_with: Embedder
    pairs_file: Path
    recipe: RerankerRecipe
    data_dir: Path
    device: str = ""
    bfloat16: str = AUTO
    passages: int = 0
    questions: int = 0
    dev_questions: int = 40
    candidates: int = 50
    command: str = ""
    said: Callable[[str], None] = field(default=lambda _line: None)


@dataclass(frozen=True, slots=True)
class TunedReranker:
    """What came of it: alone, and with its best say against the search."""

    folder: Path
    alone: Reranking
    with_search: Reranking
    seconds_per_question: float


def tune_reranker(request: RerankerTuningRequest, progress: TrainingProgress) -> TunedReranker:
    """Train, weigh, save and measure.

    Raises:
        InputError: the name is taken, the pairs have too few near misses, or no part to test on.
    """
    refuse_taken(request.data_dir, request.name)
    pairs = read_pairs(request.pairs_file)
    test, dev = _sets(request, pairs)
    model = open_cross_encoder(request.base, request.recipe, device=request.device)
    checkpoints = checkpoint_folder(request.data_dir, request.name)
    learnt = of_part(pairs, "train")
    request.said(f"Training a reranker from {request.base.name} on {len(learnt):,} pairs.")
    trained = train_reranker(
        model,
        learnt,
        request.recipe,
        checkpoints=checkpoints,
        progress=progress,
        bfloat16=request.bfloat16,
    )
    shutil.rmtree(checkpoints, ignore_errors=True)
    reader = _reader(model, request)
    weight = _say(request, reader, dev)
    tuned = _described(request, len(learnt), weight)
    with drafted_folder(request.data_dir, request.name) as folder:
        save_model(folder, model, tuned)
    folder = tuned_folder(request.data_dir, request.name)
    request.said(f"Saved in {folder}. Measuring on {len(test.questions):,} questions.")
    made = _measured(request, reader, test, weight, folder)
    (folder / "README.md").write_text(_card(request, tuned, trained, made, test), encoding="utf-8")
    return made


def _sets(request: RerankerTuningRequest, pairs: Sequence[Pair]) -> tuple[Judged, Judged]:
    pool = read_pool(pool_path(request.pairs_file))
    test = held_out(pairs, pool, passages=request.passages)
    # The part to stop by is free: a reranker trains so short that it is not stopped.
    aside = [p.model_copy(update={"part": "test"}) for p in of_part(pairs, "dev")]
    dev = held_out(aside, pool, passages=request.passages)
    if test is None or dev is None:
        raise InputError(
            f"{str(request.pairs_file)!r} keeps no pairs for dev or test. Make it again with "
            "`citewell finetune pairs`, --dev and --test above 0."
        )
    return fewer(test, request.questions), fewer(dev, request.dev_questions)


def fewer(judged: Judged, most: int) -> Judged:
    """Return the set with at most so many of its questions, drawn once and for all; 0: all."""
    if not most or len(judged.questions) <= most:
        return judged
    drawn = set(Random(_QUESTIONS_SEED).sample(sorted(judged.questions), most))
    return replace(
        judged, questions={id_: text for id_, text in judged.questions.items() if id_ in drawn}
    )


def _reader(model: CrossEncoder, request: RerankerTuningRequest) -> CrossEncoderReranker:
    described = LocalRerankerModel(request.name, Path(), max_tokens=request.recipe.max_tokens)
    return CrossEncoderReranker(model.eval(), described)


def _say(request: RerankerTuningRequest, reader: CrossEncoderReranker, dev: Judged) -> float:
    found = _found(request, dev)
    scores, _ = scored(dev, found, reader, candidates=request.candidates)
    weight = best_weight(dev, found, scores)
    request.said(
        f"Its best say against the search is {weight:g}, on {len(dev.questions)} questions."
    )
    if not weight:
        request.said("It knows nothing that the search does not: train longer, or on more pairs.")
    return weight


def _measured(
    request: RerankerTuningRequest,
    reader: CrossEncoderReranker,
    test: Judged,
    weight: float,
    folder: Path,
) -> TunedReranker:
    found = _found(request, test)
    scores, seconds = scored(test, found, reader, candidates=request.candidates)
    return TunedReranker(
        folder=folder,
        alone=reranking(test, found, scores, 1.0),
        with_search=reranking(test, found, scores, weight),
        seconds_per_question=seconds,
    )


def _found(request: RerankerTuningRequest, judged: Judged) -> Mapping[str, list[tuple[str, float]]]:
    return rankings(judged, request.searched_with, embeddings_path(request.data_dir))


def _described(request: RerankerTuningRequest, pairs: int, weight: float) -> TunedModel:
    entry = entry_named(request.base.name)
    return TunedModel(
        kind="reranker",
        name=f"{TUNED_PREFIX}{tuned_folder(request.data_dir, request.name).name}",
        base=request.base.name,
        base_revision=request.base.revision,
        licence=f"as its base: {entry.licence}" if entry else "as its base",
        max_tokens=request.recipe.max_tokens,
        blend=weight,
        seed=request.recipe.seed,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        pairs=pairs,
    )


def _card(
    request: RerankerTuningRequest,
    tuned: TunedModel,
    trained: Trained,
    made: TunedReranker,
    test: Judged,
) -> str:
    lines = [
        f"# {tuned.name}",
        "",
        f"A reranker: a cross-encoder from {tuned.base} (revision {tuned.base_revision}), trained "
        f"on {tuned.pairs:,} pairs of {request.pairs_file.name} on {tuned.made}.",
        "",
        f"Use it: `CITEWELL_RERANKER={tuned.name}`. Its say against the order found is "
        f"{tuned.blend:g}, as it did best on questions kept aside.",
        "",
        f"Licence: {tuned.licence}, and what the training texts' licences ask for. Treat the model "
        "as confidential as the texts that it was trained on.",
        "",
        "## Settings",
        "",
        f"- command: {request.command}",
        *(f"- {key}: {value}" for key, value in asdict(request.recipe).items()),
        f"- steps: {trained.steps}, {trained.seconds:,.0f} s, {trained.peak_megabytes:,.0f} MB",
        "",
        "## Before and after",
        "",
        f"The best {request.candidates} of {request.searched_with.identity.name}'s search, "
        f"{test.described}, none of whose documents was trained on. "
        f"{made.seconds_per_question * 1000:,.0f} ms a question (median) on this machine.",
        "",
        f"| order by | {MEASURE} before | after | difference | 95 % interval |",
        "|---|---|---|---|---|",
        row("the reranker alone", made.alone),
        row(f"reranker {made.with_search.weight:g}, search the rest", made.with_search),
    ]
    return "\n".join(lines) + "\n"


def row(name: str, one: Reranking) -> str:
    """Return a line of the table."""
    gap = one.difference
    return (
        f"| {name} | {one.before:.4f} | {one.after:.4f} "
        f"| {gap.mean:+.4f}{'*' if gap.significant else ''} "
        f"| {gap.low:+.4f} to {gap.high:+.4f} |"
    )


# What a reranker makes of the best passages that a search found: before, after, and in between.


MEASURE = "nDCG@10"
WEIGHTS = tuple(step / 10 for step in range(11))

Found = Mapping[str, Sequence[tuple[str, float]]]
"""Question id -> (passage id, cosine), best first."""

Scored = Mapping[str, Mapping[str, float]]
"""Question id -> passage id -> the reranker's score."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """The top of the rankings before and after, and what it costs."""

    weight: float
    before: float
    after: float
    difference: Difference


def scored(
    judged: Judged,
    found: Found,
    reranker: Reranker,
    *,
    candidates: int,
    counted: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Scored, float]:
    """Read each question's best `candidates`; return their scores, and the median seconds."""
    scores: dict[str, dict[str, float]] = {}
    seconds = []
    for done, (question, ranking) in enumerate(found.items(), start=1):
        ids = [passage for passage, _ in ranking[:candidates]]
        started = perf_counter()
        made = reranker.scores(
            judged.questions[question], [judged.passages[id_] for id_ in ids], deadline=inf
        )
        seconds.append(perf_counter() - started)
        scores[question] = dict(zip(ids, made, strict=True))
        counted(done, len(found))
    return scores, median(seconds)


def weighed(found: Found, scores: Scored, weight: float) -> dict[str, list[tuple[str, float]]]:
    """Order the scored passages as the product does; at 0 the order found stands."""
    mixed = {}
    for question, ranking in found.items():
        own = scores[question]
        ids = [passage for passage, _ in ranking if passage in own]
        searched = [score for passage, score in ranking if passage in own]
        total = blended(searched, [own[passage] for passage in ids], weight)
        mixed[question] = sorted(zip(ids, total, strict=True), key=lambda each: -each[1])
    return mixed


def best_weight(judged: Judged, found: Found, scores: Scored) -> float:
    """Return the weight that does best on these questions, the larger of two equal ones."""
    means = {w: float(np.mean(_values(judged, weighed(found, scores, w)))) for w in WEIGHTS}
    return max(WEIGHTS, key=lambda weight: (means[weight], weight))


def reranking(judged: Judged, found: Found, scores: Scored, weight: float) -> Reranking:
    """Hold one weight against the order found."""
    before = _values(judged, weighed(found, scores, 0.0))
    after = _values(judged, weighed(found, scores, weight))
    return Reranking(
        weight=weight,
        before=float(np.mean(before)),
        after=float(np.mean(after)),
        difference=difference(
            after, before, clusters=[judged.groups[question] for question in found]
        ),
    )


def _values(judged: Judged, rankings: Found) -> list[float]:
    relevant = {question: judged.relevant[question] for question in rankings}
    values = measure(rankings, relevant, (MEASURE,))[MEASURE]
    return [values[question] for question in rankings]
