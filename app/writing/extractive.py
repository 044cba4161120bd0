"""Answers without a language model: the passages' own best sentences, each cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.answers import Answerer
from app.language.sentences import UnitKind
from app.language.words import content_terms
from app.writing.changes import changes_in_markdown
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext
from app.writing.injection import instruction_lines, is_instruction
from app.writing.quotations import (
    Quotation,
    asked_rows,
    gist,
    in_markdown,
    quotations,
    shorten_list,
)
from app.writing.vector_cache import RememberedVectors
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import FloatRows, Passage
from knowledge.domain.queries import Query
from knowledge.search.retriever import mix_vectors

_CALENDAR = (
    r"days?|weeks?|months?|years?|hours?|minutes?|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|"
    r"minuten|días?|semanas?|mes(?:es)?|años?|horas?|minutos?"
)
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|"
    r"julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_NUMBER = r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety)\b"
_KINDS = (
    # Asked by; has it.
    (
        r"how much|costs?\b|price|fees?\b|copay|wie ?viel|kostet|kosten\b|cuánto|cuesta",
        r"[$\u20ac\u00a3]\s?\d|\d\s?(?:[$\u20ac\u00a3%]|percent|dollars?|euros?|prozent|dólares)"
        r"|free of charge|no charge|waived|kostenlos|gratis",
    ),
    (
        r"\bwhen\b|how (?:long|soon|fast|quick(?:ly)?|late|early|old)|deadline|what time|wann\b|"
        r"wie (?:lange|schnell|bald|alt)|frist\b|cuándo|cuánto tiempo|plazo",
        rf"(?:{_NUMBER})[\s-]?\s?(?:\w{{1,30}} )?(?:{_CALENDAR})\b|\b(?:{_MONTHS})\b|\d:\d\d"
        r"|\b(?:first|last|next|same) (?:\w{1,30} )?day\b|\bday \d|immediately|at once",
    ),
    (r"how (?:many|often)|wie (?:viele|oft)|cuánt[oa]s|cuántas veces", _NUMBER),
    (
        r"\bphone\b|\b(?:number|who) (?:for|to|do|can|should)\b|telefon|teléfono|\bcall\b|\bfax\b",
        r"\d{3}[-. )]\s?\d{3,4}",
    ),
)
_PATTERNS = [(re.compile(asked, re.I), re.compile(has, re.I)) for asked, has in _KINDS]


def asked_for(question: str) -> Callable[[str], bool]:
    """Return what tells whether a text has a detail of the kind asked for; never, where none is."""
    wanted = [has for asked, has in _PATTERNS if asked.search(question)]
    return lambda text: any(has.search(text) for has in wanted)


# Which of the scored quotations make the answer: few passages, the likeliest first.


_MOST_QUOTATIONS = 6
_MOST_PER_PASSAGE = 4
_MOST_PASSAGES = 4
_LONGEST_ANSWER_CHARACTERS = 800
# A further quotation must come this near to the best one's score.
_MARGIN = 0.35
# A further passage must come this near to the best passage's, when the best quotation has a cosine
# of .6 to the question; twice as near (.8), an eighth of it. When the best is only somewhat near,
# several must be quoted to hit; when it is very near, others are noise (MTRAG: the first is right
# in 45 %, the second in 33 %, the third in 21 %).
_PASSAGE_MARGIN, _SURE_DISTANCE, _SURENESS = 0.3, 0.4, 3
_SHORTEST_DISTANCE = 0.05
# Two near sentences say more for a passage than one; a passage with one only is held to have a
# second that is a little worse.
_SECOND_WEIGHT, _SECOND_OF_ONE = 0.3, 0.9
_SAME_WORDS = 0.75


@dataclass(frozen=True, slots=True)
class Scored:
    """A quotation with how well it answers; `nearness` is its bare cosine to the question."""

    quotation: Quotation
    score: float
    nearness: float


def choose(scored: Sequence[Scored], asked: Collection[Quotation]) -> list[Quotation]:
    """Return the best quotations of the best passages, grouped by passage, the best one first.

    `scored` stands best first and is not empty. All of it tells which passages are best; only what
    is `asked` for is quoted.
    """
    passages = _best_passages(scored)
    chosen: list[Quotation] = []
    characters = 0
    for candidate in scored:
        quotation = candidate.quotation
        if len(chosen) == _MOST_QUOTATIONS or candidate.score < scored[0].score - _MARGIN:
            break
        too_long = characters + len(quotation.text) > _LONGEST_ANSWER_CHARACTERS and chosen
        if quotation not in asked or quotation.number not in passages or too_long:
            continue
        if _is_repeated(quotation, chosen) or _is_crowded(quotation, chosen):
            continue
        chosen.append(quotation)
        characters += len(quotation.text)
    order = list(dict.fromkeys(q.number for q in chosen))
    return sorted(chosen, key=lambda q: (order.index(q.number), q.start))


def _best_passages(scored: Sequence[Scored]) -> list[int]:
    """Return the passages worth quoting, by their best quotations; the fewer the surer it is."""
    by_passage: dict[int, list[float]] = {}
    for each in scored:
        by_passage.setdefault(each.quotation.number, []).append(each.score)
    worth = {number: _worth(scores) for number, scores in by_passage.items()}
    distance = max(1 - max(each.nearness for each in scored), _SHORTEST_DISTANCE)
    margin = _PASSAGE_MARGIN * (distance / _SURE_DISTANCE) ** _SURENESS
    best = max(worth.values())
    ordered = sorted(worth, key=lambda number: (-worth[number], number))
    return [number for number in ordered if worth[number] >= best - margin][:_MOST_PASSAGES]


def _worth(scores: Sequence[float]) -> float:
    second = scores[1] if len(scores) > 1 else _SECOND_OF_ONE * scores[0]
    return scores[0] + _SECOND_WEIGHT * second


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


def joined(ordered: Sequence[Quotation]) -> list[Quotation]:
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


# Answers without a language model: the passages' own best sentences, each cited.


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

    def write(self, context: AnswerContext) -> Generator[str]:
        """Yield one piece for each quotation, or for each change where two days are compared."""
        if context.comparison is not None:
            yield from changes_in_markdown(context.comparison)
            return
        wanted = question_terms(context.query)
        candidates = self._candidates(context, wanted)
        if not candidates:
            yield NOT_IN_DOCUMENTS
            return
        scored = self._scored(context, candidates, wanted)
        chosen = joined(choose(scored, asked_rows(candidates, wanted)))
        previous: Quotation | None = None
        for quotation in chosen:
            shown = shorten_list(quotation, wanted)
            yield _joint(previous, quotation) + in_markdown(shown)
            previous = quotation

    def _candidates(self, context: AnswerContext, wanted: Mapping[str, float]) -> list[Quotation]:
        found = [
            quotation
            for number, passage in enumerate(context.passages, start=1)
            for quotation in _harmless(number, passage)
        ]
        found = asked_rows(found, wanted, share=0)
        # Only the likeliest are embedded: on a CPU that is what an answer's time goes to.
        found.sort(key=lambda q: (-_shared(wanted, q, context), q.number, q.start))
        return found[:_CANDIDATES]

    def _scored(
        self, context: AnswerContext, candidates: Sequence[Quotation], wanted: Mapping[str, float]
    ) -> list[Scored]:
        question = self._question_vector(context.query)
        titles = [_headed(gist(q, wanted), context) for q in candidates]
        cosines = self._sentences.embed(titles) @ question
        own = dict.fromkeys(content_terms(context.asked), 1.0)
        has_kind = asked_for(context.asked)
        passages = max(1, len(context.passages))
        scored = [
            Scored(
                quotation,
                float(cosine)
                + _WORDS_WEIGHT * _shared(wanted, quotation, context)
                + _OWN_WORDS_WEIGHT * _shared(own, quotation, context)
                + _LENGTH_WEIGHT * min(1.0, len(quotation.text) / _LONG_ENOUGH_CHARACTERS)
                + _KIND_WEIGHT * has_kind(quotation.text)
                - _RANK_WEIGHT * (quotation.number - 1) / passages,
                nearness=float(cosine),
            )
            for quotation, cosine in zip(candidates, cosines, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.quotation.number, s.quotation.start))

    def _question_vector(self, query: Query) -> FloatRows:
        texts = [text for text, _ in query.mixed]
        vectors = dict(zip(texts, self._embedder.embed_queries(texts), strict=True))
        return mix_vectors(query.mixed, vectors)


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
    for text, weight in query.worded:
        for term in content_terms(text):
            weights[term] = max(weight, weights.get(term, 0.0))
    return weights


def _headed(quotation: Quotation, context: AnswerContext) -> str:
    passage = context.passages[quotation.number - 1]
    heading = passage.headings[-1] if passage.headings else passage.title
    return f"{heading}: {quotation.text}"


def _shared(wanted: Mapping[str, float], quotation: Quotation, context: AnswerContext) -> float:
    offered = set(content_terms(_headed(quotation, context)))
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in offered) / total if total else 0


def _joint(previous: Quotation | None, following: Quotation) -> str:
    if previous is None:
        return ""
    prose = previous.kind is following.kind is UnitKind.SENTENCE
    return " " if prose and previous.number == following.number else "\n\n"
