"""Answers without a language model: the passages' own sentences that answer, each cited."""

from __future__ import annotations

from collections.abc import Generator

from app.domain.answers import Answerer
from app.domain.conversations import Conversation
from app.i18n import texts
from app.language.sentences import UnitKind, units
from app.language.words import content_terms
from app.writing.changes import changes_in_markdown
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext, Note
from app.writing.injection import instruction_lines, is_instruction
from app.writing.quoting.cells import folded
from app.writing.quoting.features import Evidence, Wanted, embedded_text
from app.writing.quoting.quotations import Quotation, asked_rows, in_markdown, marked
from app.writing.quoting.scorer import WindowScorer
from app.writing.quoting.selection import select
from app.writing.quoting.windows import windows
from app.writing.vector_cache import RememberedVectors
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import Passage, path_text
from knowledge.domain.queries import Query
from knowledge.lexical.sentences import sentences
from knowledge.search.retriever import mix_vectors


class ExtractiveWriter:
    """Quotes what answers the question in some 60 words, verbatim, and nothing else."""

    answerer = Answerer.EXTRACTIVE

    def __init__(self, embedder: Embedder, scorer: WindowScorer | None = None) -> None:
        self._embedder = embedder
        self._vectors = RememberedVectors(embedder)
        self._scorer = scorer or WindowScorer()

    def write(self, context: AnswerContext) -> Generator[str | Note]:
        """Yield one piece for each quotation, or for each change where two days are compared."""
        if context.comparison is not None:
            yield from changes_in_markdown(context.comparison)
            return
        found = self.windows(context)
        if not found:
            yield NOT_IN_DOCUMENTS
            return
        wanted, evidence = self.read(context)
        chosen = select(found, self._scorer.scores(wanted, evidence, found))
        asked = set(content_terms(context.query.question))
        callers = set(_facet_terms(context.query))
        rows_by = _row_terms(context)
        previous: Quotation | None = None
        for quotation in chosen:
            yield _joint(previous, quotation) + _quoted(
                asked_rows(quotation, rows_by), asked, callers
            )
            previous = quotation
        left = sum(q.whole - len(q.units) for q in chosen if q.kind is UnitKind.ITEM)
        if left:
            yield Note(texts.items_left(left))

    def windows(self, context: AnswerContext) -> list[Quotation]:
        """Return what can be quoted of the passages found."""
        return [
            window
            for number, passage in enumerate(context.passages, start=1)
            for window in _harmless(number, passage)
        ]

    def read(self, context: AnswerContext) -> tuple[Wanted, Evidence]:
        """Return what is asked and what was found, as the scorer reads them."""
        query = context.query
        asked = list(dict.fromkeys((query.question, *(text for text, _ in query.mixed))))
        vectors = dict(zip(asked, self._embedder.embed_queries(asked), strict=True))
        wanted = Wanted(
            query.question,
            question_terms(query),
            vectors[query.question],
            mix_vectors(query.mixed, vectors),
            _said(context.conversation),
            follows=bool(context.conversation.turns),
        )
        pieces = [(n, u) for n, p in enumerate(context.passages, start=1) for u in units(p.text)]
        headings = [path_text(p.title, p.headings) for p in context.passages]
        embedded = [embedded_text(context.passages[number - 1], unit) for number, unit in pieces]
        rows = self._vectors.embed([*embedded, *headings])
        return wanted, Evidence(context.passages, pieces, rows[: len(pieces)], rows[len(pieces) :])


def question_terms(query: Query) -> dict[str, float]:
    """Return the content terms that are asked for, each with its weight (1 for the question's)."""
    weights: dict[str, float] = {}
    for text, weight in query.worded:
        for term in content_terms(text):
            weights[term] = max(weight, weights.get(term, 0.0))
    return weights


def _said(conversation: Conversation) -> list[frozenset[str]]:
    return [
        frozenset(content_terms(sentence))
        for turn in conversation.turns
        for sentence in sentences(turn.answer)
    ]


def _row_terms(context: AnswerContext) -> dict[str, float]:
    """Return what a row is chosen by: what the turn before or the caller lends counts half."""
    lent = (*content_terms(context.query.question), *_facet_terms(context.query))
    carried = dict.fromkeys(lent, 0.5)
    return carried | dict.fromkeys(content_terms(context.asked), 1.0)


def _facet_terms(query: Query) -> list[str]:
    return [term for value in query.filters.facets.values() for term in content_terms(value)]


def _harmless(number: int, passage: Passage) -> list[Quotation]:
    """Return what can be quoted of a passage, less what gives orders to a model."""
    orders = instruction_lines(passage.text)
    return [
        window
        for window in windows(number, passage)
        if not is_instruction(window.text)
        and not any(
            unit.start < end and start < unit.end for unit in window.units for start, end in orders
        )
    ]


def _quoted(quotation: Quotation, asked: set[str], callers: set[str]) -> str:
    """Return a quotation as Markdown; of a table the asked cells, else the caller's."""
    if quotation.kind is UnitKind.ROW:
        rows = [folded(row, asked) or folded(row, asked | callers) for row in quotation.units]
        if all(rows):
            return "\n\n".join(marked(row, quotation.number) for row in rows)
    return in_markdown(quotation)


def _joint(previous: Quotation | None, following: Quotation) -> str:
    if previous is None:
        return ""
    prose = previous.kind is following.kind is UnitKind.SENTENCE
    return " " if prose and previous.number == following.number else "\n\n"
