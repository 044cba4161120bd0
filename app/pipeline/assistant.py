"""The Assistant: the only place that knows the order in which a question is answered."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from time import perf_counter
from typing import Protocol

from app.answerability.evidence import AnswerabilityClassifier
from app.answerability.gate import Gate
from app.dates.resolution import ResolvedDate, resolve_date, unread_time
from app.domain.answers import Answer, Answerer, FoundPart, Outcome, SearchOutcome
from app.domain.conversations import Conversation, meant_turns
from app.domain.replies import AnswerRequest, Finished, ReplyEvent, Searched, Written
from app.grounding.verification import SentenceVerifier
from app.i18n import texts
from app.notices.notices import NoticeContext, choices, day_notice, notices, with_day_notice
from app.pipeline.composition import AnswerComposer
from app.pipeline.parts import hits_of_parts, with_parts
from app.pipeline.unanswered import (
    asking_back,
    nearest_answer,
    nearest_composer,
    off_topic,
)
from app.questions.manners import Manner, manner_of
from app.questions.parts import QuestionPart, parts_of
from app.questions.resolving import resolved_question
from app.questions.small_talk import only_questions, reply_to
from app.rewriting.legs import Rewriter, Rewritten, SearchedWords, edited_legs, searched_words
from app.writing.changes import DayComparison, compare_days
from app.writing.context import AnswerContext, AnswerWriter, AskedPart
from app.writing.drafting import nearest_documents, refusal_text
from app.writing.extractive import question_terms
from knowledge.domain.access import readable, reading_as
from knowledge.domain.queries import Filters, Hit, Query
from knowledge.lexical.wording import Correction, corrected, corrected_query
from knowledge.search.retriever import Retriever

_HITS = 20


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it is answered: its day and what may be found for it are worked out once.

    `question` is as it was put, `words` leave out who is asking, and `resolved` says in one text
    what they mean after what was said before.
    """

    question: str
    words: SearchedWords
    resolved: str
    request: AnswerRequest
    date: ResolvedDate
    filters: Filters


class ApprovedSource(Protocol):
    """Where answers lie that somebody vouched for."""

    def answer_to(self, asked: AskedQuestion, retriever: Retriever) -> Answer | None:
        """Return the approved answer to a question, None where none fits."""
        ...


ManneredReading = Callable[[str, Conversation], Manner | None]
"""Tells what a line does that asks nothing of the documents."""


class Assistant:
    """Searches, weighs, writes, cites and checks. Holds no conversation: each call brings its own.

    `writers` are tried in order: when one fails, the next writes and the answer says so. A `strict`
    assistant strikes what no passage carries; when too little is left, the next writer writes.
    `sentence_verifiers` judge a language model's sentences again before that. `day_from_question`
    has a day that a question names answer it. What is `approved` comes before all of it, but for
    what `read_manner` finds to be no question.
    """

    def __init__(  # noqa: PLR0913 - its parts, the optional ones by name
        self,
        retriever: Retriever,
        rewriter: Rewriter,
        answerability: AnswerabilityClassifier,
        writers: Sequence[AnswerWriter],
        *,
        today: Callable[[], date],
        passages_in_answer: int = 6,
        strict: bool = False,
        sentence_verifiers: Sequence[SentenceVerifier] = (),
        day_from_question: bool = True,
        approved: ApprovedSource | None = None,
        read_manner: ManneredReading = manner_of,
    ) -> None:
        self._retriever = retriever
        self._rewriter = rewriter
        self._gate = Gate(retriever, answerability)
        self._composer = AnswerComposer(writers, sentence_verifiers, strict=strict)
        self._nearest = nearest_composer(writers)
        self._today = today
        self._passages_in_answer = passages_in_answer
        self._day_from_question = day_from_question
        self._approved = approved
        self._read_manner = read_manner

    def resolve(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> AskedQuestion:
        """Return the question as it is answered: its day worked out, its asker's details left out.

        What a document gives is no asker's detail; which documents count depends on the day.
        """
        conversation = only_questions(conversation)
        words = searched_words(conversation, question)
        resolved = resolve_date(
            words.conversation,
            words.question,
            request,
            self._today(),
            by_words=self._day_from_question,
        )
        filters = _filters(request, resolved.day)
        held = partial(self._retriever.held, filters=filters)
        spoken = searched_words(conversation, question, held)
        meant = resolved_question(spoken.conversation, spoken.question, resolved.today)
        return AskedQuestion(question, spoken, meant, request, resolved, filters)

    def find(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> SearchOutcome:
        """Search for a question in its conversation and weigh what was found."""
        return self._find(self.resolve(conversation, question, request))

    def context(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> AnswerContext:
        """Return what an answer to a question would be made of, found answerable or not."""
        asked = self.resolve(conversation, question, request)
        return self._context(asked, self._find(asked), None)

    def _find(self, asked: AskedQuestion) -> SearchOutcome:
        """Search for a question, and for each of its parts where it asks several things."""
        started = perf_counter()
        rewritten = self._rewrite(asked)
        rewrite_ms = (perf_counter() - started) * 1000
        whole = self._found(asked, rewritten, rewrite_ms)
        once = asked.request.edited or asked.date.compared is not None
        parts = () if once else self._parts(asked, rewritten)
        return with_parts(whole, [self._found_part(asked, part) for part in parts])

    def _parts(self, asked: AskedQuestion, rewritten: Rewritten) -> tuple[QuestionPart, ...]:
        said, today = asked.words.conversation, asked.date.today
        if rewritten.question != asked.resolved:
            return parts_of(rewritten.question, today)  # A language model's, whole by itself.
        return parts_of(asked.resolved, today, asked=asked.words.question, before=said)

    def _found_part(self, asked: AskedQuestion, part: QuestionPart) -> FoundPart:
        """Search for a part; a day that it names answers it, unless one was set by hand."""
        day = asked.date.day if asked.request.as_of else part.day or asked.date.day
        words = replace(asked.words, question=part.text)
        filters = replace(asked.filters, as_of=day)
        own = replace(asked, question=part.said, words=words, filters=filters)
        return FoundPart(self._found(own, Rewritten.plain(part.text), 0.0), part.label)

    def _found(
        self, asked: AskedQuestion, rewritten: Rewritten, rewrite_ms: float
    ) -> SearchOutcome:
        edited = bool(asked.request.search_texts)
        query = rewritten.query(asked.filters, as_written=edited)
        result = self._retriever.search(query, limit=_HITS)
        query = replace(corrected_query(query, result.corrections), added=result.added)
        started = perf_counter()
        weighed = corrected(asked.words.question, result.corrections)
        first = not edited and not asked.words.conversation.turns
        evidence = self._gate.judge(weighed, query, result.hits, first=first)
        weigh_ms = (perf_counter() - started) * 1000
        return SearchOutcome(
            question=asked.question,
            query=query,
            hits=result.hits,
            evidence=evidence.score,
            enough=evidence.enough,
            milliseconds={"rewrite": rewrite_ms, **result.milliseconds, "weigh": weigh_ms},
            notes=(
                *rewritten.notes,
                *result.notes,
                *_told(result.corrections),
                *_time_unread(asked),
            ),
            edited=asked.request.edited,
            named=asked.date.named,
            instead=evidence.instead,
            missing=evidence.missing,
            choices=evidence.choices,
        )

    def reply(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> Iterator[ReplyEvent]:
        """Answer as a stream of events; closing the iterator stops the generation.

        An approved answer comes whole.
        """
        manner = None if request.edited else self._read_manner(question, conversation)
        if manner is not None:
            answer = _small_talk(manner, conversation, question, request)
            yield Written(answer.text)
            yield Finished(answer)
            return
        asked = self.resolve(conversation, question, request)
        approved = self._approved.answer_to(asked, self._retriever) if self._approved else None
        found = self._find(asked)
        yield Searched(found)
        if approved is not None:
            yield Written(approved.text)
            yield Finished(self._with_day(replace(approved, found=found), asked))
            return
        started = perf_counter()
        answer = self._with_day((yield from self._answer(asked, found)), asked)
        write_ms = (perf_counter() - started) * 1000
        yield Finished(replace(answer, milliseconds={**found.milliseconds, "write": write_ms}))

    def _answer(
        self, asked: AskedQuestion, found: SearchOutcome
    ) -> Generator[ReplyEvent, None, Answer]:
        comparison = self._comparison(asked, found)
        changed = comparison is not None and bool(comparison.changes)
        lacking = not changed and not found.enough
        if lacking and found.instead is not Outcome.NEAREST:
            asks = found.instead is Outcome.ASKED_BACK
            answer = asking_back(found) if asks else off_topic(self._refusal(found))
            yield Written(answer.text)
            return answer
        context = self._context(asked, found, comparison)
        refusal = partial(self._refusal, found)
        if lacking:
            return (yield from nearest_answer(self._nearest, context, found, refusal))
        answer = yield from self._composer.compose(context, found, refusal)
        noticed = not answer.refused and context.comparison is None
        return self._with_notices(answer, context) if noticed else answer

    def _context(
        self, asked: AskedQuestion, found: SearchOutcome, comparison: DayComparison | None
    ) -> AnswerContext:
        hits, parts = self._answering(found)
        named = asked.date.named
        compared = comparison if comparison and comparison.changes else None
        passages = compared.passages if compared else tuple(hit.passage for hit in hits)
        return AnswerContext(
            conversation=asked.words.spoken,
            question=found.question,
            asked=asked.words.question,
            query=found.query,
            passages=passages,
            as_of=asked.date.day,
            today=asked.date.today,
            notes=comparison.notes if comparison else (),
            comparison=compared,
            day_words=named.words if named and named.taken else "",
            parts=parts,
        )

    def _answering(self, found: SearchOutcome) -> tuple[tuple[Hit, ...], tuple[AskedPart, ...]]:
        """Return the hits that an answer is written from, with what stands around them."""
        if found.parts:
            return hits_of_parts(found.parts, self._retriever)
        chosen = found.hits[: self._passages_in_answer]
        return self._retriever.context(chosen, found.query.filters), ()

    def _comparison(self, asked: AskedQuestion, found: SearchOutcome) -> DayComparison | None:
        """Compare two days' rules, where that is what is asked; with the asker's own filters."""
        if asked.date.compared is None:
            return None
        wanted = question_terms(found.query)
        reader = self._retriever.reader
        return compare_days(reader, found.hits, found.query.filters, asked.date.compared, wanted)

    def _rewrite(self, asked: AskedQuestion) -> Rewritten:
        texts_by_hand = asked.request.search_texts
        if texts_by_hand:
            return Rewritten(texts_by_hand[0], edited_legs(texts_by_hand), texts_by_hand)
        said, question = asked.words.conversation, asked.words.question
        planned = self._rewriter.plan(said, question)
        # A language model's own question stays; without one the history is in the vectors only.
        as_put = {question, *meant_turns(said.with_turn(question, ""))[-1:]}
        return replace(planned, question=asked.resolved) if planned.question in as_put else planned

    def _with_notices(self, answer: Answer, context: AnswerContext) -> Answer:
        reader = self._retriever.reader
        access = reading_as(answer.found.query.filters.groups)
        records = readable(reader.documents(), reader.manifest.default_group, access)
        cited = [citation.passage for citation in answer.citations]
        quotes = [citation.quote for citation in answer.citations]
        seen = NoticeContext(
            context.asked,
            cited,
            context.passages,
            records,
            context.as_of,
            context.today,
            quotes,
            tuple(answer.found.query.filters.facets.values()),
        )
        found = notices(seen)
        notes = (*answer.notes, *(notice.text for notice in found))
        return replace(answer, notes=notes, notices=found, choices=choices(seen))

    def _with_day(self, answer: Answer, asked: AskedQuestion) -> Answer:
        """Return the answer with a notice of its day, where the question names another one."""
        named = asked.date.named
        if named is None:
            return answer
        other = (named.set_day or asked.date.today) if named.taken else named.day
        filters = self._retriever.visible(replace(asked.filters, as_of=other))
        return with_day_notice(answer, day_notice(answer, filters.without_documents))

    def _refusal(self, found: SearchOutcome) -> Answer:
        nearest = nearest_documents(found.hits, self._retriever.reader.documents())
        return Answer(
            text=refusal_text(found, nearest),
            answerer=Answerer.REFUSAL,
            outcome=Outcome.REFUSED,
            sentences=(),
            citations=(),
            found=found,
            nearest=nearest,
        )


def _filters(request: AnswerRequest, day: date) -> Filters:
    """Return who may find what: the one place where a request becomes filters."""
    return Filters(
        groups=request.groups,
        as_of=day,
        facets=request.facets,
        document_keys=request.document_keys,
        without_passages=request.without_passages,
        without_words=request.without_words,
    )


def _small_talk(
    manner: Manner, conversation: Conversation, question: str, request: AnswerRequest
) -> Answer:
    """Return the line that answers one which asks nothing of the documents; nothing is searched."""
    said = reply_to(manner, conversation)
    return Answer(
        text=said.text,
        answerer=Answerer.ASSISTANT,
        outcome=Outcome.SMALL_TALK,
        sentences=said.sentences,
        citations=said.citations,
        found=SearchOutcome(
            question, Query(question, (), Filters(request.groups)), (), 0, False, {}
        ),
    )


def _time_unread(asked: AskedQuestion) -> tuple[str, ...]:
    """Say which words of a time were not read, unless a day was set by hand."""
    words = unread_time(asked.words.question, asked.date.today)
    if not words or asked.request.as_of or asked.date.named:
        return ()
    return (texts.TIME_UNREAD.format(words=words, day=texts.day(asked.date.day)),)


def _told(corrections: Sequence[Correction]) -> tuple[str, ...]:
    return tuple(texts.searched_instead(each.typed, each.found) for each in corrections)
