"""Answers by a language model: the prompt goes out, the pieces come back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing

from app.domain.answers import Answerer
from app.identifiers.masking import Mask, PersonFinder, hide_messages
from app.llm.chat import ChatModel, EndedStream, Ending
from app.llm.providers import answer_share
from app.writing.cleaning.answer_text import AnswerText
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import BEGUN_ANEW, AnswerContext, Note
from app.writing.prompting import answer_messages
from knowledge.domain.errors import PromptTooLong

# What the servers add around messages, and what a mask's stand-ins are longer; of a small window
# a part.
_SPARE_TOKENS, _SPARE_SHARE = 100, 1 / 16


def prompt_tokens(window: int, answer_tokens: int) -> int:
    """Return how many tokens of a model's window a prompt may take, beside such an answer."""
    answer = answer_share(window, answer_tokens)
    return window - answer - min(_SPARE_TOKENS, int(window * _SPARE_SHARE))


class GeneratingWriter:
    """Lets a chat model write from the passages."""

    answerer = Answerer.LANGUAGE_MODEL

    def __init__(
        self,
        model: ChatModel,
        *,
        context_tokens: int | Callable[[], int],
        answer_tokens: int,
        masked: bool = False,
        people: PersonFinder | None = None,
    ) -> None:
        """Take the model and its window in tokens, or what tells it when it is first wanted.

        With `masked` the model is sent stand-ins for identifiers (app/identifiers/masking.py).

        What `people` finds is one of them.
        """
        self._model = model
        self._people = people
        self._masked = masked
        self._context_tokens = context_tokens
        self._answer_tokens = answer_tokens
        # Learned: such a model's thoughts are then held back from the first word on.
        self._thinks_unopened = False

    def _prompt_tokens(self) -> int:
        told = self._context_tokens
        return prompt_tokens(told if isinstance(told, int) else told(), self._answer_tokens)

    def write(self, context: AnswerContext) -> Generator[str | Note, None, Ending | None]:
        """Yield the model's pieces as they come; a prompt that is too long is sent again, shorter.

        Returns how the answer ended.
        """
        tokens = self._prompt_tokens()
        try:
            return (yield from self._written(context, tokens))
        except PromptTooLong as error:
            shorter = prompt_tokens(error.window, self._answer_tokens)
            if shorter >= tokens:
                raise
        return (yield from self._written(context, shorter))

    def _written(
        self, context: AnswerContext, tokens: int
    ) -> Generator[str | Note, None, Ending | None]:
        messages = answer_messages(context, tokens=tokens)
        if not self._masked:
            stream = EndedStream(self._model.stream(messages))
            with closing(stream.pieces):
                return (yield from self._cleaned(context, stream.pieces, stream))
        mask = Mask(self._people)
        hidden = hide_messages(messages, mask)
        if mask.note:
            yield Note(mask.note)
        stream = EndedStream(self._model.stream(hidden))
        with closing(stream.pieces):
            return (yield from self._cleaned(context, mask.restored(stream.pieces), stream))

    def _cleaned(
        self, context: AnswerContext, pieces: Iterable[str], stream: EndedStream[str]
    ) -> Generator[str, None, Ending | None]:
        """Yield the answer in what the model writes; stop reading where it ends."""
        text = AnswerText(len(context.passages), unopened=self._thinks_unopened)
        begun_anew = 0
        for piece in _and_end(pieces):
            shown = text.feed(piece) if piece is not None else text.flush()
            self._thinks_unopened = self._thinks_unopened or text.unopened
            if text.begun_anew > begun_anew:
                begun_anew = text.begun_anew
                yield BEGUN_ANEW
            if text.refused:
                yield NOT_IN_DOCUMENTS
                return Ending.COMPLETE
            yield shown
            if text.done:
                yield text.flush()
                return Ending.COMPLETE
        return stream.ending


def _and_end(pieces: Iterable[str]) -> Iterator[str | None]:
    """Yield the pieces, then None."""
    yield from pieces
    yield None
