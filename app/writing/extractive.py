"""Answers without a language model: the passages' own best sentences, each cited."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from app.answers import Answerer
from app.checking.sentences import UnitKind
from app.checking.terms import content_terms
from app.noticing.changes import changes_in_markdown
from app.remembered_vectors import RememberedVectors
from app.writing.asked_for import asked_for
from app.writing.choosing_quotations import Scored, choose, joined
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.instructions import instruction_lines, is_instruction
from app.writing.quoting import (
    Quotation,
    asked_rows,
    gist,
    in_markdown,
    quotations,
    shorten_list,
)
from app.writing.writers import Material
from knowledge.embedding import Embedder
from knowledge.passages import FloatRows, Passage
from knowledge.queries import LegKind, Query
from knowledge.retriever import mix_vectors

# Chosen with MiniLM on the sample's questions and MTRAG's government and Natural Questions tasks
# (`citewell eval questions`, `citewell eval answers`; docs/research/answers.md). 20 candidates do
# nearly as well as 40, in half the time.
_CANDIDATES = 20
_WORDS_WEIGHT = 0.1
_OWN_WORDS_WEIGHT = 0.2
# A piece of some length says more than "It depends."; past this nothing is gained.
_LENGTH_WEIGHT, _LONG_ENOUGH_CHARACTERS = 0.1, 200
# An amount for "how much", a time for "how long".
_KIND_WEIGHT = 0.1
_RANK_WEIGHT = 0.25


class ExtractiveWriter:
    """Quotes the sentences nearest to the question, grouped by passage, verbatim."""

    answerer = Answerer.EXTRACTIVE

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._sentences = RememberedVectors(embedder)

    def write(self, material: Material) -> Generator[str]:
        """Yield one piece for each quotation, or for each change where two days are compared."""
        if material.comparison is not None:
            yield from changes_in_markdown(material.comparison)
            return
        wanted = question_terms(material.query)
        candidates = self._candidates(material, wanted)
        if not candidates:
            yield NOT_IN_DOCUMENTS
            return
        scored = self._scored(material, candidates, wanted)
        chosen = joined(choose(scored, asked_rows(candidates, wanted)))
        previous: Quotation | None = None
        for quotation in chosen:
            shown = shorten_list(quotation, wanted)
            yield _joint(previous, quotation) + in_markdown(shown)
            previous = quotation

    def _candidates(self, material: Material, wanted: Mapping[str, float]) -> list[Quotation]:
        found = [
            quotation
            for number, passage in enumerate(material.passages, start=1)
            for quotation in _harmless(number, passage)
        ]
        found = asked_rows(found, wanted, share=0)
        # Only the likeliest are embedded: on a CPU that is what an answer's time goes to.
        found.sort(key=lambda q: (-_shared(wanted, q, material), q.number, q.start))
        return found[:_CANDIDATES]

    def _scored(
        self, material: Material, candidates: Sequence[Quotation], wanted: Mapping[str, float]
    ) -> list[Scored]:
        question = self._question_vector(material.query)
        titles = [_headed(gist(q, wanted), material) for q in candidates]
        cosines = self._sentences.embed(titles) @ question
        own = dict.fromkeys(content_terms(material.asked), 1.0)
        has_kind = asked_for(material.asked)
        passages = max(1, len(material.passages))
        scored = [
            Scored(
                quotation,
                float(cosine)
                + _WORDS_WEIGHT * _shared(wanted, quotation, material)
                + _OWN_WORDS_WEIGHT * _shared(own, quotation, material)
                + _LENGTH_WEIGHT * min(1.0, len(quotation.text) / _LONG_ENOUGH_CHARACTERS)
                + _KIND_WEIGHT * has_kind(quotation.text)
                - _RANK_WEIGHT * (quotation.number - 1) / passages,
                nearness=float(cosine),
            )
            for quotation, cosine in zip(candidates, cosines, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.quotation.number, s.quotation.start))

    def _question_vector(self, query: Query) -> FloatRows:
        leg = next(leg for leg in query.legs if leg.kind is LegKind.DENSE)
        texts = [text for text, _ in leg.parts]
        vectors = dict(zip(texts, self._embedder.embed_queries(texts), strict=True))
        return mix_vectors(leg.parts, vectors)


def _harmless(number: int, passage: Passage) -> list[Quotation]:
    """Return what can be quoted of a passage, less what gives orders to a model."""
    orders = instruction_lines(passage.text)
    return [
        quotation
        for quotation in quotations(number, passage)
        if not is_instruction(quotation.text)
        and not any(
            unit.start < end and start < unit.end
            for unit in quotation.units
            for start, end in orders
        )
    ]


def question_terms(query: Query) -> dict[str, float]:
    """Return the content terms that are asked for, each with its weight (1 for the question's)."""
    weights: dict[str, float] = {}
    for leg in query.legs:
        if leg.kind is LegKind.SPARSE:
            for text, weight in leg.parts:
                for term in content_terms(text):
                    weights[term] = max(weight, weights.get(term, 0.0))
    return weights


def _headed(quotation: Quotation, material: Material) -> str:
    passage = material.passages[quotation.number - 1]
    heading = passage.headings[-1] if passage.headings else passage.title
    return f"{heading}: {quotation.text}"


def _shared(wanted: Mapping[str, float], quotation: Quotation, material: Material) -> float:
    offered = set(content_terms(_headed(quotation, material)))
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in offered) / total if total else 0


def _joint(previous: Quotation | None, following: Quotation) -> str:
    if previous is None:
        return ""
    prose = previous.kind is following.kind is UnitKind.SENTENCE
    return " " if prose and previous.number == following.number else "\n\n"
