"""Writers tried in turn, and what they write checked before it is an answer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from math import ceil
from time import monotonic

from app.domain.answers import Answer, Answerer, Outcome, SearchOutcome, Sentence, Support
from app.domain.replies import ReplyEvent, Written
from app.grounding.asked_dates import with_asked_dates
from app.grounding.contacts import without_unasked_contacts
from app.grounding.support import check_sentences, citations_for, strike
from app.grounding.verification import SentenceVerifier, doubt_the_last
from app.i18n import texts
from app.llm.resting import Rest
from app.writing.context import AnswerContext, AnswerWriter
from app.writing.drafting import AnswerDraft, UnusableDraft
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage

# How many failures in a row, and for how many seconds there is a rest after them.
_DRAFTS, _TOLD = (3, 600.0), (1, 600.0)


class AnswerComposer:
    """Has writers write in order: when one fails, the next does and the answer says so.

    A model's prose is held back until a sentence of it is carried by what it cites; a model of
    which nothing could be used three times in a row is not asked for a while.

    A `strict` composer strikes what no passage carries; when too little is left, the next writer
    writes. `verifiers` judge a language model's sentences again before that.
    """

    def __init__(
        self,
        writers: Sequence[AnswerWriter],
        verifiers: Sequence[SentenceVerifier] = (),
        *,
        strict: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._writers = tuple((writer, Rest(*_DRAFTS, clock=clock)) for writer in writers)
        # Said of a failing verifier once, and once more after a while.
        self._verifiers = tuple((each, Rest(*_TOLD, clock=clock)) for each in verifiers)
        self._strict = strict

    def compose(
        self, context: AnswerContext, found: SearchOutcome, refusal: Callable[[], Answer]
    ) -> Generator[ReplyEvent, None, Answer]:
        """Write an answer, yielding what is shown meanwhile; the refusal where nobody can."""
        failed: tuple[str, ...] = ()
        told = context.notes
        quiet = False
        for writer, rest in self._writers:
            by_model = writer.answerer is Answerer.LANGUAGE_MODEL
            draft = AnswerDraft(writer, context, partial(_holds, context) if by_model else None)
            try:
                _refuse_while_resting(rest)
                for piece in draft.pieces():
                    # What was shown of an answer that failed is replaced at the end, not continued;
                    # but even then there is a moment at which to stop.
                    yield Written("" if quiet else piece)
                if draft.refused:
                    rest.went_well()
                    break
                answer = _finished(writer, draft, context, found, failed)
                if by_model:
                    answer = _kept((yield from self._verify(answer, draft.cited)))
                    answer = _struck(answer, draft.cited) if self._strict else answer
            except GenerationFailed as error:
                if isinstance(error, UnusableDraft):
                    rest.failed()
                quiet = quiet or draft.begun
                failed = (*failed, str(error))
                continue
            finally:
                told = tuple(dict.fromkeys((*told, *draft.told)))
            rest.went_well()
            return replace(answer, notes=tuple(dict.fromkeys((*answer.notes, *told))))
        return replace(refusal(), notes=failed)

    def _verify(
        self, answer: Answer, cited: Sequence[Passage]
    ) -> Generator[ReplyEvent, None, Answer]:
        """Have the sentences judged again; a verifier that fails leaves them as they were."""
        for verifier, told in self._verifiers:
            verdicts = verifier.verify(answer.sentences, cited)
            try:
                with closing(verdicts):
                    while True:
                        yield Written(next(verdicts))
            except StopIteration as verified:
                told.went_well()
                answer = replace(answer, sentences=verified.value)
            except GenerationFailed as error:
                if not told.seconds_left():
                    told.failed()
                    answer = replace(answer, notes=(*answer.notes, str(error)))
        return answer


def _checked(context: AnswerContext, text: str, cited: Sequence[Passage]) -> tuple[Sentence, ...]:
    return with_asked_dates(
        check_sentences(text, cited), cited, asked=context.question, year=context.as_of.year
    )


def _holds(
    context: AnswerContext,
    text: str,
    cited: Sequence[Passage],
    more: bool,
) -> bool:
    """Tell whether a sentence that is complete is carried by what it cites."""
    sentences = _checked(context, text, cited)
    return any(_is_carried(each) for each in (sentences[:-1] if more else sentences))


def _is_carried(sentence: Sentence) -> bool:
    return bool(sentence.markers) and sentence.support is not Support.UNSUPPORTED


def _refuse_while_resting(rest: Rest) -> None:
    left = rest.seconds_left()
    if left:
        raise GenerationFailed(texts.RESTING.format(minutes=ceil(left / 60)))


def _kept(answer: Answer) -> Answer:
    """Return the answer; UnusableDraft where no sentence of it is carried by what it cites."""
    if any(_is_carried(sentence) for sentence in answer.sentences):
        return answer
    raise UnusableDraft(texts.NOT_SUPPORTED_ENOUGH)


def _finished(
    writer: AnswerWriter,
    draft: AnswerDraft,
    context: AnswerContext,
    found: SearchOutcome,
    notes: tuple[str, ...],
) -> Answer:
    checked = _checked(context, draft.text, draft.cited)
    sentences = without_unasked_contacts(checked, _asked(found))
    if draft.cut:
        sentences = doubt_the_last(sentences)
    notes = (*notes, draft.note) if draft.note else notes
    if notes and writer.answerer is Answerer.EXTRACTIVE:
        notes = (*notes, texts.QUOTED_INSTEAD)
    return Answer(
        text=draft.text,
        answerer=writer.answerer,
        outcome=Outcome.ANSWERED,
        sentences=sentences,
        citations=citations_for(sentences, draft.cited),
        found=found,
        notes=notes,
    )


def _asked(found: SearchOutcome) -> str:
    """Return what was asked, with what the question before it lends a follow-up."""
    searched = (text for leg in found.query.legs for text, _ in leg.parts)
    return " ".join((found.question, *searched))


def _struck(answer: Answer, cited: Sequence[Passage]) -> Answer:
    """Return the answer without its unsupported sentences; UnusableDraft: too little is left."""
    if all(sentence.support is not Support.UNSUPPORTED for sentence in answer.sentences):
        return answer
    left = strike(answer.text, answer.sentences, cited)
    if left is None:
        raise UnusableDraft(texts.NOT_SUPPORTED_ENOUGH)
    return replace(
        answer,
        text=left.text,
        sentences=left.sentences,
        citations=citations_for(left.sentences, left.cited),
        notes=(*answer.notes, texts.sentences_struck(left.struck)),
    )
