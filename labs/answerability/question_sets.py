"""Questions with their evidence in the index and without it: what answerability is measured on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from app.answerability.evidence import features
from app.answerability.left_out import left_out_words
from app.domain.conversations import Conversation
from app.rewriting.legs import HistoryMix
from evals.benchmarks.benchmark import Benchmark, BenchmarkQuestion
from knowledge.domain.queries import Filters, Hit, LegKind, Query
from knowledge.search.retriever import Retriever
from knowledge.store.protocol import Reader

GROUP = "benchmark"
DEPTH = 20
FIRST = 6
"""An answer is written from so many passages: a question counts as found when one answers."""
KINDRED_COSINE = 0.7
"""Passages this near to a relevant one mostly say the same, though nobody labelled them."""


class IndexedEvidence(StrEnum):
    """What the index holds for a question."""

    THERE = "as it is"
    RELEVANT_TAKEN = "relevant passages taken out"
    KINDRED_TAKEN = "and what reads alike taken out"
    FOREIGN = "question of another set"
    UNANSWERABLE = "labelled unanswerable"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One search for one question: `found` tells whether what answers was among the first six."""

    dataset: str
    origin: str
    evidence: IndexedEvidence
    found: bool
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AnswerabilityQuestion:
    """A question as the check meets it."""

    text: str
    corpus: str
    past: Conversation
    origin: str


def weigh(
    benchmark: Benchmark,
    retrievers: Mapping[str, Retriever],
    strangers: Sequence[str],
    *,
    limit: int,
    progress: Callable[[str], None] = lambda _line: None,
) -> list[Weighed]:
    """Search each question as it is and with its evidence taken out, and `strangers` besides.

    At most `limit` questions and as many strangers, drawn at random with a fixed seed.
    """
    chance = random.Random(1)
    questions = chance.sample(benchmark.questions, min(limit, len(benchmark.questions)))
    foreign = chance.sample(strangers, min(limit, len(strangers)))
    likeness = {corpus: Likeness(each.reader) for corpus, each in retrievers.items()}
    _embed_at_once(retrievers, questions, foreign)
    progress(f"{benchmark.name}: {len(questions)} questions, {len(foreign)} strangers")
    weighed = [
        each
        for question in questions
        for each in _of_question(
            benchmark.name, retrievers[question.corpus], likeness[question.corpus], question
        )
    ]
    corpora = sorted(retrievers)
    for number, text in enumerate(foreign):
        retriever = retrievers[corpora[number % len(corpora)]]
        asked = AnswerabilityQuestion(text, "", Conversation(), f"stranger {number}")
        hits = _searched(retriever, asked, ())
        if hits:
            weighed.append(
                _weighed(
                    retriever, benchmark.name, asked, IndexedEvidence.FOREIGN, hits, found=False
                )
            )
    return weighed


def unanswerable(
    name: str, retrievers: Mapping[str, Retriever], questions: Sequence[AnswerabilityQuestion]
) -> list[Weighed]:
    """Search questions that people labelled as not answered by the index."""
    return [
        _weighed(
            retrievers[asked.corpus], name, asked, IndexedEvidence.UNANSWERABLE, hits, found=False
        )
        for asked in questions
        if (hits := _searched(retrievers[asked.corpus], asked, ()))
    ]


def _of_question(
    name: str, retriever: Retriever, likeness: Likeness, question: BenchmarkQuestion
) -> Iterator[Weighed]:
    origin = question.labels.get("conversation", question.id)
    asked = AnswerabilityQuestion(question.text, question.corpus, question.past, origin)
    hits = _searched(retriever, asked, ())
    if not hits:
        return
    found = any(hit.passage.source in question.relevant for hit in hits[:FIRST])
    yield _weighed(retriever, name, asked, IndexedEvidence.THERE, hits, found=found)
    relevant = tuple(str(uuid5(NAMESPACE_URL, passage)) for passage in question.relevant)
    for evidence, taken in (
        (IndexedEvidence.RELEVANT_TAKEN, relevant),
        (IndexedEvidence.KINDRED_TAKEN, likeness.kindred(relevant)),
    ):
        if left := _searched(retriever, asked, taken):
            yield _weighed(retriever, name, asked, evidence, left, found=found, without=taken)


class Likeness:
    """Which passages of an index read like others."""

    def __init__(self, reader: Reader) -> None:
        # Not by the records: a benchmark keeps one for thousands of passages.
        documents = dict.fromkeys(passage.document_id for passage in reader.all_passages())
        stored = [each for document in documents for each in reader.stored(document)]
        self._ids = [each.passage.id for each in stored]
        self._rows = np.stack([each.dense for each in stored])
        self._places = {name: place for place, name in enumerate(self._ids)}

    def kindred(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return these ids and those of the passages near to one of them."""
        places = [self._places[name] for name in ids if name in self._places]
        if not places:
            return tuple(ids)
        nearest = (self._rows @ self._rows[places].T).max(axis=1)
        near = [self._ids[place] for place in np.flatnonzero(nearest >= KINDRED_COSINE)]
        return tuple(dict.fromkeys((*ids, *near)))


def _searched(
    retriever: Retriever, asked: AnswerabilityQuestion, without: tuple[str, ...]
) -> tuple[Hit, ...]:
    query = query_of(asked, without)
    return retriever.search(query, limit=DEPTH).hits


def query_of(asked: AnswerabilityQuestion, without: tuple[str, ...] = ()) -> Query:
    """Return the query for a question, `without` some passages (ids)."""
    filters = Filters((GROUP,), without_passages=without)
    return HistoryMix().plan(asked.past, asked.text).query(filters)


def _weighed(
    retriever: Retriever,
    name: str,
    asked: AnswerabilityQuestion,
    evidence: IndexedEvidence,
    hits: Sequence[Hit],
    *,
    found: bool,
    without: tuple[str, ...] = (),
) -> Weighed:
    query = query_of(asked, without)
    left_out = left_out_words(asked.text, query.filters, retriever)
    passages = retriever.reader.count()
    seen = features(asked.text, query, hits, left_out, passages=passages)
    return Weighed(name, asked.origin, evidence, found, seen)


def _embed_at_once(
    retrievers: Mapping[str, Retriever],
    questions: Sequence[BenchmarkQuestion],
    strangers: Sequence[str],
) -> None:
    """Embed every text in one go, which costs a fraction of one by one (the embedder caches)."""
    legs = [leg for q in questions for leg in HistoryMix().plan(q.past, q.text).legs]
    dense = {text for leg in legs if leg.kind is LegKind.DENSE for text, _ in leg.parts}
    next(iter(retrievers.values())).embedder.embed_queries(sorted(dense | set(strangers)))
