"""What a model is measured on: questions, the passages they are searched among, what answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.benchmarks.benchmark import read_json_lines
from evals.benchmarks.folders import read_beir_folder, read_benchmark
from finetune.pairs.pair import Pair, PooledPassage, of_part
from knowledge.domain.errors import InputError

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


# Pairs from a BEIR folder: questions whose relevant passages people have judged.


_BEST_GRADE = 3


def judged_pairs(folder: Path) -> tuple[list[Pair], list[PooledPassage]]:
    """Return a pair for each judged passage of each question, and the whole corpus.

    A passage's document is its metadata's `document_id` or `url`, else its title, else itself.

    Raises:
        InputError: a file is missing or malformed.
    """
    benchmark = read_beir_folder(folder)
    pool = {
        str(row["_id"]): PooledPassage(
            passage_id=str(row["_id"]), passage=_text(row), document=_document(row)
        )
        for row in read_json_lines(folder / "corpus.jsonl")
    }
    highest = max((g for q in benchmark.questions for g in q.relevant.values()), default=1)
    pairs = [
        Pair(
            question_id=question.id,
            question=question.text,
            passage_id=found.passage_id,
            passage=found.passage,
            document=found.document,
            kind="judged",
            grade=_grade(grade, highest),
            made_from=folder.name,
        )
        for question in benchmark.questions
        for passage, grade in question.relevant.items()
        if (found := pool.get(passage)) and found.passage and question.text.strip()
    ]
    if not pairs:
        raise InputError(f"{str(folder)!r} holds no question with a relevant passage.")
    return pairs, list(pool.values())


def _text(row: Mapping[str, object]) -> str:
    """Return the text as the benchmark store embeds it, so that its vectors are found again."""
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    return text if not title or text.startswith(title) else f"{title}\n{text}"


def _document(row: Mapping[str, object]) -> str:
    metadata = row.get("metadata")
    known: Mapping[str, object] = metadata if isinstance(metadata, Mapping) else {}
    named = known.get("document_id") or known.get("url") or row.get("title") or row["_id"]
    return str(named)


def _grade(grade: int, highest: int) -> int:
    return max(1, min(_BEST_GRADE, round(_BEST_GRADE * grade / highest)))
