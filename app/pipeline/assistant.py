"""The Assistant: the only place that knows the order in which a question is answered."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from time import perf_counter

from app.answerability.evidence import AnswerabilityClassifier
from app.dates.change_questions import days_compared
from app.dates.resolution import with_resolved_date
from app.domain.answers import Answer, Answerer, SearchOutcome, Support
from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest, Finished, ReplyEvent, Searched, Written
from app.grounding.contacts import without_unasked_contacts
from app.grounding.support import check_sentences, citations_for, strike
from app.grounding.verification import SentenceVerifier, doubt_the_last
from app.i18n import texts
from app.notices.notices import NoticeContext, day_notice, notices, with_day_notice
from app.rewriting.legs import Rewriter, Rewritten, SearchedWords, edited_legs, searched_words
from app.writing.changes import DayComparison, compare_days
from app.writing.context import AnswerContext, AnswerWriter
from app.writing.drafting import AnswerDraft, nearest_documents, refusal_text
from app.writing.extractive import question_terms
from knowledge.domain.access import readable, reading_as
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Query
from knowledge.lexical.wording import Correction, corrected, corrected_query
from knowledge.search.retriever import Retriever

_HITS = 20


class Assistant:
    """Searches, weighs, writes, cites and checks. Holds no conversation: each call brings its own.

    `writers` are tried in order: when one fails, the next writes and the answer says so. A `strict`
    assistant strikes what no passage carries; when too little is left, the next writer writes.
    `sentence_verifiers` judge a language model's sentences again before that. `day_from_question`
    has a day that a question names answer it.
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
    ) -> None:
        self._retriever = retriever
        self._rewriter = rewriter
        self._answerability = answerability
        self._writers = tuple(writers)
        self._today = today
        self._passages_in_answer = passages_in_answer
        self._strict = strict
        self._sentence_verifiers = tuple(sentence_verifiers)
        self._day_from_question = day_from_question

    @property
    def retriever(self) -> Retriever:
        """What it searches with."""
        return self._retriever

    def resolve_date(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> AnswerRequest:
        """Return the asking with the day that answers, where the conversation names one."""
        if not self._day_from_question:
            return request
        words = searched_words(conversation, question)
        return with_resolved_date(words.conversation, words.question, request, self._today())

    def find(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> SearchOutcome:
        """Search for a question in its conversation and weigh what was found."""
        request = self.resolve_date(conversation, question, request)
        return self._find(self._words(conversation, question, request), question, request)

    def _find(self, words: SearchedWords, question: str, request: AnswerRequest) -> SearchOutcome:
        started = perf_counter()
        rewritten = self._rewrite(words, request)
        rewrite_ms = (perf_counter() - started) * 1000
        edited = bool(request.search_texts)
        query = Query(rewritten.legs, self._filters(request), as_written=edited)
        result = self._retriever.search(query, limit=_HITS)
        query = corrected_query(query, result.corrections)
        started = perf_counter()
        asked = corrected(words.question, result.corrections)
        evidence = self._answerability.judge(asked, query, result.hits)
        weigh_ms = (perf_counter() - started) * 1000
        return SearchOutcome(
            question=question,
            query=query,
            hits=result.hits,
            evidence=evidence.score,
            enough=evidence.enough,
            milliseconds={"rewrite": rewrite_ms, **result.milliseconds, "weigh": weigh_ms},
            notes=(*rewritten.notes, *result.notes, *_told(result.corrections)),
            edited=request.edited,
            named=request.named,
        )

    def reply(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> Iterator[ReplyEvent]:
        """Answer as a stream of events; closing the iterator stops the generation."""
        request = self.resolve_date(conversation, question, request)
        words = self._words(conversation, question, request)
        found = self._find(words, question, request)
        yield Searched(found)
        started = perf_counter()
        comparison = self._comparison(words, request, found)
        if comparison is not None and comparison.changes:
            context = self._context(words, request, found)
            context = replace(context, passages=comparison.passages, comparison=comparison)
            context.notes.extend(comparison.notes)
            answer = yield from self._write(context, found)
        elif found.enough:
            context = self._context(words, request, found)
            context.notes.extend(comparison.notes if comparison else ())
            answer = yield from self._write(context, found)
        else:
            answer = self._refusal(found)
            yield Written(answer.text)
        answer = self.with_day(answer)
        write_ms = (perf_counter() - started) * 1000
        yield Finished(replace(answer, milliseconds={**found.milliseconds, "write": write_ms}))

    def _words(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> SearchedWords:
        held = partial(self._retriever.held, filters=self._filters(request))
        return searched_words(conversation, question, held)

    def _context(
        self, words: SearchedWords, request: AnswerRequest, found: SearchOutcome
    ) -> AnswerContext:
        chosen = found.hits[: self._passages_in_answer]
        hits = self._retriever.context(chosen, found.query.filters)
        day, named = self._today(), request.named
        return AnswerContext(
            conversation=words.spoken,
            question=found.question,
            asked=words.question,
            query=found.query,
            passages=tuple(hit.passage for hit in hits),
            as_of=request.as_of or day,
            today=day,
            day_words=named.words if named and named.taken else "",
        )

    def _comparison(
        self, words: SearchedWords, request: AnswerRequest, found: SearchOutcome
    ) -> DayComparison | None:
        """Compare two days' rules, where that is what is asked; with the asker's own filters."""
        days = days_compared(words.question, request.as_of or self._today())
        if days is None:
            return None
        wanted = question_terms(found.query)
        reader = self._retriever.reader
        return compare_days(reader, found.hits, found.query.filters, days, wanted)

    def _rewrite(self, words: SearchedWords, request: AnswerRequest) -> Rewritten:
        if request.search_texts:
            return Rewritten(edited_legs(request.search_texts), request.search_texts)
        return self._rewriter.plan(words.conversation, words.question)

    def _filters(self, request: AnswerRequest) -> Filters:
        """Return who may find what: the one place where an asking becomes filters."""
        return Filters(
            groups=request.groups,
            as_of=request.as_of or self._today(),
            facets=request.facets,
            document_keys=request.document_keys,
            without_passages=request.without_passages,
        )

    def _write(
        self, context: AnswerContext, found: SearchOutcome
    ) -> Generator[ReplyEvent, None, Answer]:
        notes: tuple[str, ...] = ()
        quiet = False
        for writer in self._writers:
            draft = AnswerDraft(writer, context)
            try:
                for piece in draft.pieces():
                    # What was shown of an answer that failed is replaced at the end, not continued;
                    # but even then there is a moment at which to stop.
                    yield Written("" if quiet else piece)
            except GenerationFailed as error:
                quiet = quiet or bool(draft.text)
                notes = (*notes, str(error))
                continue
            if draft.refused:
                break
            answer = _finished(writer, draft, found, notes)
            if writer.answerer is Answerer.LANGUAGE_MODEL:
                answer = yield from self._verify(answer, draft.cited)
            answer = replace(answer, notes=(*answer.notes, *context.notes))
            context.notes.clear()
            if self._strict and writer.answerer is Answerer.LANGUAGE_MODEL:
                stricter = _struck(answer, draft.cited)
                if stricter is None:
                    quiet = True
                    notes = (*notes, texts.NOT_SUPPORTED_ENOUGH)
                    continue
                answer = stricter
            return answer if context.comparison else self._with_notices(answer, context)
        return replace(self._refusal(found), notes=notes)

    def _verify(
        self, answer: Answer, cited: Sequence[Passage]
    ) -> Generator[ReplyEvent, None, Answer]:
        """Have the sentences judged again; a reader that fails leaves them as they were."""
        for reader in self._sentence_verifiers:
            reading = reader.verify(answer.sentences, cited)
            try:
                with closing(reading):
                    while True:
                        yield Written(next(reading))
            except StopIteration as read:
                answer = replace(answer, sentences=read.value)
            except GenerationFailed as error:
                answer = replace(answer, notes=(*answer.notes, str(error)))
        return answer

    def _with_notices(self, answer: Answer, context: AnswerContext) -> Answer:
        reader = self._retriever.reader
        access = reading_as(answer.found.query.filters.groups)
        records = readable(reader.documents(), reader.manifest.default_group, access)
        cited = [citation.passage for citation in answer.citations]
        seen = NoticeContext(
            context.asked, cited, context.passages, records, context.as_of, context.today
        )
        found = notices(seen)
        told = tuple(notice.text for notice in found)
        return replace(answer, notes=(*answer.notes, *told), notices=found)

    def with_day(self, answer: Answer) -> Answer:
        """Return the answer with a notice of its day, where the question names another one."""
        named = answer.found.named
        if named is None:
            return answer
        other = (named.set_day or self._today()) if named.taken else named.day
        filters = self._retriever.visible(replace(answer.found.query.filters, as_of=other))
        return with_day_notice(answer, day_notice(answer, filters.without_documents))

    def _refusal(self, found: SearchOutcome) -> Answer:
        nearest = nearest_documents(found.hits, self._retriever.reader.documents())
        return Answer(
            text=refusal_text(found, nearest),
            answerer=Answerer.REFUSAL,
            refused=True,
            sentences=(),
            citations=(),
            found=found,
            nearest=nearest,
        )


def _told(corrections: Sequence[Correction]) -> tuple[str, ...]:
    return tuple(texts.searched_instead(each.typed, each.found) for each in corrections)


def _finished(
    writer: AnswerWriter, draft: AnswerDraft, found: SearchOutcome, notes: tuple[str, ...]
) -> Answer:
    checked = check_sentences(draft.text, draft.cited)
    sentences = without_unasked_contacts(checked, _asked(found))
    if draft.cut:
        sentences = doubt_the_last(sentences)
    notes = (*notes, draft.note) if draft.note else notes
    if notes and writer.answerer is Answerer.EXTRACTIVE:
        notes = (*notes, texts.QUOTED_INSTEAD)
    return Answer(
        text=draft.text,
        answerer=writer.answerer,
        refused=False,
        sentences=sentences,
        citations=citations_for(sentences, draft.cited),
        found=found,
        notes=notes,
    )


def _asked(found: SearchOutcome) -> str:
    """Return what was asked, with what the question before it lends a follow-up."""
    searched = (text for leg in found.query.legs for text, _ in leg.parts)
    return " ".join((found.question, *searched))


def _struck(answer: Answer, cited: Sequence[Passage]) -> Answer | None:
    """Return the answer without its unsupported sentences; None when too little is left."""
    if all(sentence.support is not Support.UNSUPPORTED for sentence in answer.sentences):
        return answer
    left = strike(answer.text, answer.sentences, cited)
    if left is None:
        return None
    return replace(
        answer,
        text=left.text,
        sentences=left.sentences,
        citations=citations_for(left.sentences, left.cited),
        notes=(*answer.notes, texts.sentences_struck(left.struck)),
    )
