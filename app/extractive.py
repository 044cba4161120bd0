"""Answers without a language model: the passages' own best sentences, each cited."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from app.answers import Answerer
from app.instructions import is_instruction
from app.quoting import Quotation, in_markdown, quotations, shorten_list
from app.sentences import UnitKind
from app.terms import content_terms
from app.writing import NOT_IN_DOCUMENTS, Material
from knowledge.embedding import Embedder
from knowledge.passages import FloatRows
from knowledge.queries import LegKind, Query
from knowledge.retriever import mix_vectors

# Chosen on the questions of the sample with MiniLM: five quotations, two of a passage, cite an
# answering passage for 75 % (four, three of a passage: 71 %). 20 candidates do nearly as well as
# 40, in half the time.
_CANDIDATES = 20
_MOST_QUOTATIONS = 5
_MOST_PER_PASSAGE = 2
_LONGEST_ANSWER_CHARACTERS = 1000
_WORDS_WEIGHT = 0.2
_RANK_WEIGHT = 0.05
# A further quotation must come this near to the best one's score.
_MARGIN = 0.35
_SAME_WORDS = 0.75


@dataclass(frozen=True, slots=True)
class _Scored:
    quotation: Quotation
    score: float


class ExtractiveWriter:
    """Quotes the sentences nearest to the question, grouped by passage, verbatim."""

    answerer = Answerer.EXTRACTIVE

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def write(self, material: Material) -> Generator[str]:
        """Yield one piece for each quotation."""
        candidates = self._candidates(material)
        if not candidates:
            yield NOT_IN_DOCUMENTS
            return
        chosen = _choose(self._scored(material, candidates))
        previous: Quotation | None = None
        for quotation in chosen:
            shown = shorten_list(quotation, question_terms(material.query))
            yield _joint(previous, quotation) + in_markdown(shown)
            previous = quotation

    def _candidates(self, material: Material) -> list[Quotation]:
        found = [
            quotation
            for number, passage in enumerate(material.passages, start=1)
            for quotation in quotations(number, passage)
            if not is_instruction(quotation.text)
        ]
        wanted = question_terms(material.query)
        # Only the likeliest are embedded: on a CPU that is what an answer's time goes to.
        found.sort(key=lambda q: (-_shared(wanted, q, material), q.number, q.start))
        return found[:_CANDIDATES]

    def _scored(self, material: Material, candidates: Sequence[Quotation]) -> list[_Scored]:
        question = self._question_vector(material.query)
        titles = [_headed(q, material) for q in candidates]
        cosines = self._embedder.embed_passages(titles) @ question
        wanted = question_terms(material.query)
        scored = [
            _Scored(
                quotation,
                float(cosine)
                + _WORDS_WEIGHT * _shared(wanted, quotation, material)
                - _RANK_WEIGHT * (quotation.number - 1) / max(1, len(material.passages)),
            )
            for quotation, cosine in zip(candidates, cosines, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.quotation.number, s.quotation.start))

    def _question_vector(self, query: Query) -> FloatRows:
        leg = next(leg for leg in query.legs if leg.kind is LegKind.DENSE)
        texts = [text for text, _ in leg.parts]
        vectors = dict(zip(texts, self._embedder.embed_queries(texts), strict=True))
        return mix_vectors(leg.parts, vectors)


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


def _shared(wanted: dict[str, float], quotation: Quotation, material: Material) -> float:
    offered = set(content_terms(_headed(quotation, material)))
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in offered) / total if total else 0


def _choose(scored: Sequence[_Scored]) -> list[Quotation]:
    """Return the best quotations, grouped by passage, the best passage first."""
    chosen: list[Quotation] = []
    characters = 0
    for candidate in scored:
        quotation = candidate.quotation
        if len(chosen) == _MOST_QUOTATIONS or candidate.score < scored[0].score - _MARGIN:
            break
        too_long = characters + len(quotation.text) > _LONGEST_ANSWER_CHARACTERS and chosen
        if too_long or _is_repeated(quotation, chosen) or _is_crowded(quotation, chosen):
            continue
        chosen.append(quotation)
        characters += len(quotation.text)
    passages = list(dict.fromkeys(q.number for q in chosen))
    ordered = sorted(chosen, key=lambda q: (passages.index(q.number), q.start))
    return _joined(ordered)


def _is_crowded(quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
    return sum(q.number == quotation.number for q in chosen) >= _MOST_PER_PASSAGE


def _is_repeated(quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
    mine = set(content_terms(quotation.text))
    for other in chosen:
        theirs = set(content_terms(other.text))
        if len(mine & theirs) >= _SAME_WORDS * min(len(mine), len(theirs)) and (
            quotation.kind is not UnitKind.ROW or mine == theirs
        ):
            return True
    return False


def _joined(ordered: Sequence[Quotation]) -> list[Quotation]:
    """Make rows of one table one quotation, and drop a sentence that two quotations share."""
    kept: list[Quotation] = []
    seen: set[tuple[int, int]] = set()
    for quotation in ordered:
        fresh = tuple(u for u in quotation.units if (quotation.number, u.start) not in seen)
        seen.update((quotation.number, unit.start) for unit in quotation.units)
        if kept and _is_of_one_table(kept[-1], quotation):
            kept[-1] = replace(kept[-1], units=(*kept[-1].units, *fresh))
        elif fresh:
            kept.append(replace(quotation, units=fresh))
    return kept


def _is_of_one_table(one: Quotation, other: Quotation) -> bool:
    rows = one.kind is other.kind is UnitKind.ROW
    return rows and (one.number, one.units[0].lead) == (other.number, other.units[0].lead)


def _joint(previous: Quotation | None, following: Quotation) -> str:
    if previous is None:
        return ""
    prose = previous.kind is following.kind is UnitKind.SENTENCE
    return " " if prose and previous.number == following.number else "\n\n"
