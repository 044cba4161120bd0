"""Chatty lines in words that no list holds ("im starving"), told by their vectors."""

from __future__ import annotations

import numpy as np

from app.domain.conversations import Conversation
from app.questions.courtesies import MannerKind, plain_words
from app.questions.manners import Manner, manner_of, without_courtesies
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import AssistantError
from knowledge.domain.passages import FloatRows

_LINES = (
    "I'm hungry",
    "I'm bored",
    "I need a coffee",
    "I need a break",
    "I'm going to lunch",
    "I'm back from my break",
    "what a long day",
    "it's almost the weekend",
    "it is raining outside",
    "it is so hot today",
    "my boss is annoying",
    "tell her I said hi",
    "tell him I'm sorry",
    "give her my regards",
    "happy birthday",
    "merry christmas",
    "happy new year",
    "good luck",
    "congratulations",
    "you are funny",
    "you are so nice",
    "I love you",
    "that is funny",
    "I like your answers",
    "ich habe Hunger",
    "tengo hambre",
)
_NEAR = 0.7
"""Of the outsiders' short lines without a question mark the two chatty ones have .85 and more, all
others .57 at most."""
_MOST_WORDS = 8
_MODEL = "minilm"
"""The model whose cosines these are."""


class ChattyLines:
    """Reads manners by their words, then chat by how near it is to lines that people chat."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lines: FloatRows | None = None

    def manner_of(self, question: str, conversation: Conversation) -> Manner | None:
        """Return what a line does that asks nothing of the documents; None for a question."""
        manner = manner_of(question, conversation)
        return Manner((MannerKind.CHAT,)) if manner is None and self._chats(question) else manner

    def _chats(self, question: str) -> bool:
        if "?" in question or self._embedder.identity.name != _MODEL:
            return False
        line = without_courtesies(question)
        if len(plain_words(line)) > _MOST_WORDS:
            return False
        try:
            if self._lines is None:
                self._lines = self._embedder.embed_queries(list(_LINES))
            return bool(np.max(self._lines @ self._embedder.embed_queries([line])[0]) >= _NEAR)
        except AssistantError:
            return False  # The search says why it cannot embed.
