"""What a model is measured on: questions, the passages they are searched among, what answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.benchmarks.any_folder import read_benchmark
from finetune.pairing.pairs import Pair, PooledPassage, of_part
from knowledge.errors import InputError

_POOL_SEED = 7
"""Which passages are drawn must not follow the training's seed: runs are to be comparable."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Questions with their relevant passages; `groups` names each question's document.

    Questions of one document are not independent; intervals resample documents.
    """

    name: str
    questions: Mapping[str, str]
    passages: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, str]

    @property
    def described(self) -> str:
        """Its size in words."""
        return f"{len(self.questions):,} questions, {len(self.passages):,} passages"


def held_out(
    pairs: Sequence[Pair], pool: Sequence[PooledPassage], *, passages: int = 0
) -> Judged | None:
    """Return the test part of the pairs, searched among the pool; None where nothing is kept.

    `passages` bounds the pool: what answers stays, then what stands in the same documents, then
    others as a fixed draw has them. 0 takes all.
    """
    tested = of_part(pairs, "test")
    if not tested:
        return None
    answering = {pair.passage_id: pair.passage for pair in tested}
    documents = {pair.document for pair in tested}
    near = {p.passage_id: p.passage for p in pool if p.document in documents}
    far = {p.passage_id: p.passage for p in pool if p.document not in documents}
    relevant: dict[str, dict[str, int]] = {}
    for pair in tested:
        relevant.setdefault(pair.question_id, {})[pair.passage_id] = pair.grade
    return Judged(
        name="held out",
        questions={pair.question_id: pair.asked for pair in tested},
        passages=bounded(answering, [near, far], passages),
        relevant=relevant,
        groups={pair.question_id: pair.document for pair in tested},
    )


def general(folder: Path, *, passages: int = 0, questions: int = 0) -> Judged:
    """Return a benchmark of another field, to see what a model forgot.

    `folder` may end in ":FILE" to name the file of its questions.

    Raises:
        InputError: the folder is no benchmark.
    """
    place, _, queries = str(folder).partition(":")
    benchmark = read_benchmark(Path(place), mixed=True, queries=queries or "queries.jsonl")
    asked = list(benchmark.questions)
    if questions and len(asked) > questions:
        asked = sorted(Random(_POOL_SEED).sample(asked, questions), key=lambda q: q.id)
    if not asked:
        raise InputError(f"{place!r} has no judged question.")
    every = {
        passage.id: passage.text
        if not passage.title or passage.text.startswith(passage.title)
        else f"{passage.title}\n{passage.text}"
        for corpus in benchmark.corpora.values()
        for passage in corpus
    }
    answering = {id_: every[id_] for q in asked for id_ in q.relevant if id_ in every}
    return Judged(
        name=benchmark.name,
        questions={q.id: q.text for q in asked},
        passages=bounded(answering, [every], passages),
        relevant={q.id: q.relevant for q in asked},
        groups={q.id: q.labels.get("conversation", q.id) for q in asked},
    )


def bounded(
    answering: Mapping[str, str], others: Iterable[Mapping[str, str]], most: int
) -> dict[str, str]:
    """Return the answering passages and, up to `most` in all, the others, set after set."""
    chosen = dict(answering)
    for each in others:
        rest = sorted(each.keys() - chosen.keys())
        room = max(0, most - len(chosen)) if most else len(rest)
        drawn = Random(_POOL_SEED).sample(rest, min(room, len(rest)))
        chosen |= {id_: each[id_] for id_ in sorted(drawn)}
    return chosen
