"""Writers tried in turn, and what they write checked before it is an answer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from app.domain.answers import Answer, Answerer, Outcome, SearchOutcome, Support
from app.domain.replies import ReplyEvent, Written
from app.grounding.contacts import without_unasked_contacts
from app.grounding.support import check_sentences, citations_for, strike
from app.grounding.verification import SentenceVerifier, doubt_the_last
from app.i18n import texts
from app.writing.context import AnswerContext, AnswerWriter
from app.writing.drafting import AnswerDraft
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage


class AnswerComposer:
    """Has writers write in order: when one fails, the next does and the answer says so.

    A `strict` composer strikes what no passage carries; when too little is left, the next writer
    writes. `verifiers` judge a language model's sentences again before that.
    """

    def __init__(
        self,
        writers: Sequence[AnswerWriter],
        verifiers: Sequence[SentenceVerifier] = (),
        *,
        strict: bool = False,
    ) -> None:
        self._writers = tuple(writers)
        self._verifiers = tuple(verifiers)
        self._strict = strict

    def compose(
        self, context: AnswerContext, found: SearchOutcome, refusal: Callable[[], Answer]
    ) -> Generator[ReplyEvent, None, Answer]:
        """Write an answer, yielding what is shown meanwhile; the refusal where nobody can."""
        failed: tuple[str, ...] = ()
        told = context.notes
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
                failed = (*failed, str(error))
                continue
            finally:
                told = tuple(dict.fromkeys((*told, *draft.told)))
            if draft.refused:
                break
            answer = _finished(writer, draft, found, failed)
            if writer.answerer is Answerer.LANGUAGE_MODEL:
                answer = yield from self._verify(answer, draft.cited)
            answer = replace(answer, notes=(*answer.notes, *told))
            if self._strict and writer.answerer is Answerer.LANGUAGE_MODEL:
                stricter = _struck(answer, draft.cited)
                if stricter is None:
                    quiet = True
                    failed = (*failed, texts.NOT_SUPPORTED_ENOUGH)
                    continue
                answer = stricter
            return answer
        return replace(refusal(), notes=failed)

    def _verify(
        self, answer: Answer, cited: Sequence[Passage]
    ) -> Generator[ReplyEvent, None, Answer]:
        """Have the sentences judged again; a verifier that fails leaves them as they were."""
        for verifier in self._verifiers:
            verdicts = verifier.verify(answer.sentences, cited)
            try:
                with closing(verdicts):
                    while True:
                        yield Written(next(verdicts))
            except StopIteration as verified:
                answer = replace(answer, sentences=verified.value)
            except GenerationFailed as error:
                answer = replace(answer, notes=(*answer.notes, str(error)))
        return answer


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
