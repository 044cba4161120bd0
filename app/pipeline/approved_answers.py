"""Approved answers come first: for the same question, while their sources hold and may be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from app.database.approved import ApprovedAnswer
from app.domain.answers import (
    Answer,
    Answerer,
    Approval,
    Citation,
    Outcome,
    SearchOutcome,
)
from app.domain.conversations import leaning
from app.grounding.figures import figures
from app.grounding.support import check_sentences, citations_for
from app.i18n import curator_texts
from app.language.words import content_terms, words
from app.pipeline.assistant import AskedQuestion
from app.writing.drafting import MarkerRewriter, markers_in
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.domain.passages import FloatRows, Passage
from knowledge.domain.queries import Filters
from knowledge.domain.versions import not_in_force
from knowledge.search.retriever import Retriever
from knowledge.store.protocol import Reader

NEAR = 0.85
"""Cosine of two questions of the same words. On tests/app/question_pairs.py with MiniLM the words
alone let none of 22 other questions through; this holds apart the same words in another order."""
_STANDS_ALONE = 0.3
_TURNING = frozenset(
    {"not", "no", "never", "without", "before", "after", "until", "since", "under", "above"}
    | {"below", "except", "unless", "only"}
)
_NEGATED = re.compile(r"n't\b|\bcannot\b")


class ApprovedAnswerSource:
    """Finds what somebody vouched for, while it fits the question and its sources hold."""

    def __init__(self, approved: Callable[[str], Sequence[ApprovedAnswer]]) -> None:
        """Take what returns a knowledge base's approved answers."""
        self._approved = approved
        self._rows: dict[str, FloatRows] = {}

    def answer_to(self, asked: AskedQuestion, retriever: Retriever) -> Answer | None:
        """Return the approved answer to a question, None where none fits."""
        request = asked.request
        by_hand = request.search_texts or request.document_keys or request.without_passages
        leans = asked.words.conversation.turns and leaning(asked.question) >= _STANDS_ALONE
        if request.edited or by_hand or leans:
            # An edited search is a wish for another answer; a leaning question means another thing
            # in every conversation.
            return None
        for approved in self._approved(retriever.reader.name):
            if (
                approved.holds_on(asked.date.today)
                and approved.visible_to(request.groups)
                and approved.answer is not None
                and dict(approved.answer.found.query.filters.facets) == dict(request.facets)
                and self._is_same(approved.question, asked.words.question, retriever.embedder)
                and _sources_hold(approved.answer, asked, retriever)
            ):
                return _as_given(approved, approved.answer)
        return None

    def _is_same(self, one: str, other: str, embedder: Embedder) -> bool:
        if words(one) == words(other):
            return True
        return same_words(one, other) and self._cosine(one, other, embedder) >= NEAR

    def _cosine(self, one: str, other: str, embedder: Embedder) -> float:
        if one not in self._rows:
            self._rows[one] = embedder.embed_queries([one])[0]
        return float(self._rows[one] @ embedder.embed_queries([other])[0])


def _sources_hold(answer: Answer, asked: AskedQuestion, retriever: Retriever) -> bool:
    wanted = Filters(groups=asked.request.groups, as_of=asked.date.day, facets=asked.request.facets)
    return _all_stand(retriever.reader, answer, retriever.visible(wanted))


def same_words(one: str, other: str) -> bool:
    """Tell whether two questions differ in nothing but small words that turn no sense."""
    return (
        set(content_terms(one)) == set(content_terms(other))
        and figures(one) == figures(other)
        and _turning(one) == _turning(other)
    )


def day_of(answer: Answer, today: date) -> date:
    """Return the day that an answer is for: the one that its question names, else today."""
    named = answer.found.named
    return named.day if named and named.taken else today


def sources_stand(reader: Reader, answer: Answer, day: date) -> bool:
    """Tell whether all that an answer cites is in force on a day and says what it said.

    It is asked as somebody who may see every source: for a curator's list, never for a reader.
    """
    groups = tuple({group for c in answer.citations for group in c.passage.groups})
    hidden = not_in_force(reader.documents(), day)
    filters = Filters(groups=groups, as_of=day, without_documents=hidden)
    return _all_stand(reader, answer, filters)


def _all_stand(reader: Reader, answer: Answer, filters: Filters) -> bool:
    return bool(answer.citations) and all(
        stands(citation, reader.document_passages(citation.passage.document_id, filters))
        for citation in answer.citations
    )


def stands(citation: Citation, passages: Sequence[Passage]) -> bool:
    """Tell whether what was cited stands in its document still, word for word.

    The passages are those that the reader may see on the day. A cited passage may be several that
    stood side by side: then each of them must be there.
    """
    cited = citation.passage
    parts = [p for p in passages if p.start >= cited.start and p.end <= cited.end]
    return (
        any(part.id == cited.id for part in parts)
        and all(part.text in cited.text for part in parts)
        and sum(len(part.text) for part in parts) >= len(cited.text) - 2 * len(parts)
    )


def checked_for_approval(question: str, answer: Answer) -> None:
    """Refuse what cannot be vouched for.

    Raises:
        InputError: it is a refusal, cites nothing, was stopped, or its question leans on others.
    """
    if answer.refused or not answer.citations:
        raise InputError("Only an answer with sources can be approved.")
    if answer.stopped:
        raise InputError("This answer was stopped before its end. Ask again, then approve it.")
    if leaning(question) >= _STANDS_ALONE:
        raise InputError(
            f"{question!r} can only be understood with what was said before. Word it so that it "
            "stands alone."
        )


def _turning(text: str) -> frozenset[str]:
    said = _TURNING.intersection(words(text))
    negated = {"not"} if _NEGATED.search(text.lower().replace("\u2019", "'")) else set()
    return frozenset(said | negated)


def _as_given(approved: ApprovedAnswer, answer: Answer) -> Answer:
    approval = Approval(approved.owner, approved.created_at.date(), approved.expires_on)
    return replace(answer, approval=approval, milliseconds=None)


# An answer in a curator's own words, checked against its sources as any answer is.


def written_by_person(found: SearchOutcome, passages: Sequence[Passage], text: str) -> Answer:
    """Return what somebody wrote from passages, which its markers name by their order.

    Where there is one passage, the words need no marker.

    Raises:
        InputError: there are no words, or a marker names no passage.
    """
    if not text.strip():
        raise InputError(curator_texts.ANSWER_EMPTY)
    cited = text if len(passages) != 1 or markers_in(text) else f"{text.strip()} [1]"
    blank = Answer(
        text="",
        answerer=Answerer.PERSON,
        outcome=Outcome.ANSWERED,
        sentences=(),
        citations=tuple(Citation(number, each) for number, each in enumerate(passages, 1)),
        found=found,
    )
    return reworded(blank, cited)


def reworded(answer: Answer, text: str) -> Answer:
    """Return the answer in other words, whose markers name the passages that it cites.

    A passage that is named no longer is no source any more; the markers are renumbered.

    Raises:
        InputError: there are no words, no marker, or one that names no source of the answer.
    """
    by_marker = {citation.marker: citation.passage for citation in answer.citations}
    passages = [by_marker[marker] for marker in sorted(by_marker)]
    named = markers_in(text)
    if unknown := [number for number in named if not 1 <= number <= len(passages)]:
        raise InputError(
            curator_texts.REWORD_UNKNOWN.format(marker=unknown[0], sources=len(passages))
        )
    if not named:
        raise InputError(curator_texts.REWORD_UNCITED)
    rewriter = MarkerRewriter(len(passages))
    written = rewriter.feed(text.strip()) + rewriter.flush()
    cited = [passages[number - 1] for number in rewriter.order]
    sentences = check_sentences(written, cited)
    return replace(
        answer,
        text=written,
        answerer=Answerer.PERSON,
        sentences=sentences,
        citations=citations_for(sentences, cited),
        notes=tuple(notice.text for notice in answer.notices),
    )
