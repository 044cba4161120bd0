"""Answers by a language model: the prompt goes out, the pieces come back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing

from app.answers import Answerer
from app.writing.chatting import ChatModel
from app.writing.masking import Mask, PersonFinder, hide_messages
from app.writing.prompting import answer_messages
from app.writing.writers import Material

# What the servers add around messages, and what a mask's stand-ins are longer.
_SPARE_TOKENS = 100
_LEAST_PROMPT_TOKENS = 1_024


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

        With `masked` the model is sent stand-ins for identifiers (app/writing/masking.py).

        What `people` finds is one of them.
        """
        self._model = model
        self._people = people
        self._masked = masked
        self._context_tokens = context_tokens
        self._answer_tokens = answer_tokens

    def _prompt_tokens(self) -> int:
        told = self._context_tokens
        window = told if isinstance(told, int) else told()
        return max(_LEAST_PROMPT_TOKENS, window - self._answer_tokens - _SPARE_TOKENS)

    def write(self, material: Material) -> Generator[str]:
        """Yield the model's pieces as they come."""
        messages = answer_messages(material, tokens=self._prompt_tokens())
        if not self._masked:
            yield from self._model.stream(messages)
            return
        mask = Mask(self._people)
        hidden = hide_messages(messages, mask)
        if mask.note:
            material.notes.append(mask.note)
        with closing(self._model.stream(hidden)) as pieces:
            yield from mask.restored(pieces)
