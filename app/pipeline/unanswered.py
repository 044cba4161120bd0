"""What is shown where the documents do not answer: what comes nearest, a question back, a line."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from app.domain.answers import Answer, Answerer, Outcome, SearchOutcome
from app.domain.replies import ReplyEvent, Written
from app.i18n import texts
from app.i18n.languages import Language, speaking
from app.pipeline.composition import AnswerComposer
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext, AnswerWriter
from knowledge.lexical.languages import language_of

_LANGUAGES = {
    "english": Language.ENGLISH,
    "german": Language.GERMAN,
    "spanish": Language.SPANISH,
}


class NearestWriter:
    """Writes only what another writer would say first."""

    answerer = Answerer.EXTRACTIVE

    def __init__(self, quoting: AnswerWriter) -> None:
        self._quoting = quoting

    def write(self, context: AnswerContext) -> Generator[str]:
        """Yield one quotation."""
        for piece in self._quoting.write(context):
            if isinstance(piece, str):
                yield piece
                return
        yield NOT_IN_DOCUMENTS


def nearest_composer(writers: Sequence[AnswerWriter]) -> AnswerComposer:
    """Return the composer of a nearest sentence: quoted, whoever writes the answers."""
    return AnswerComposer([NearestWriter(w) for w in writers if w.answerer is Answerer.EXTRACTIVE])


def nearest_answer(
    composer: AnswerComposer,
    context: AnswerContext,
    found: SearchOutcome,
    refusal: Callable[[], Answer],
) -> Generator[ReplyEvent, None, Answer]:
    """Show what comes nearest, after saying that it is no answer; else the refusal."""
    told = nearest_text(found.question, found.missing)
    yield Written(f"{told}\n\n")
    answer = yield from composer.compose(context, found, refusal)
    if answer.refused:
        return answer
    text = f"{told}\n\n{answer.text}"
    return replace(answer, text=text, outcome=Outcome.NEAREST, nearest=refusal().nearest)


def nearest_text(question: str, missing: Sequence[str]) -> str:
    """Say, in the question's language, that the documents do not say it, or what they lack."""
    with speaking(_language(question)):
        told = texts.not_mentioned(missing) if missing else texts.NEAREST_TOLD
        return f"{told} {texts.NEAREST_SHOWN}"


def asking_back(found: SearchOutcome) -> Answer:
    """Return the question back, in its language, with its choices."""
    with speaking(_language(found.question)):
        return Answer(
            text=texts.ASK_BACK,
            answerer=Answerer.ASSISTANT,
            outcome=Outcome.ASKED_BACK,
            sentences=(),
            citations=(),
            found=found,
            choices=found.choices,
        )


def off_topic(refusal: Answer) -> Answer:
    """Return a refusal as one line; where nothing at all was found, as it is."""
    with speaking(_language(refusal.found.question)):
        return replace(refusal, text=texts.OFF_TOPIC) if refusal.found.hits else refusal


def _language(question: str) -> Language | None:
    """Return the language that a question shows; None where it shows none."""
    named = language_of(question, tuple(_LANGUAGES))
    return _LANGUAGES[named] if named else None
