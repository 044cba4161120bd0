"""Knowledge bases opened for asking; the models are loaded by the first call, once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from app.database.approved import ApprovedAnswers
from app.database.engine import Database
from app.domain.replies import AnsweringAssistant
from app.pipeline.approved_answers import ApprovedAnswerSource
from app.pipeline.search_trials import SearchVariant
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import FloatRows
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store


class AssistantFactory:
    """Opens knowledge bases with one embedding model; safe for several threads."""

    def __init__(self, settings: Settings, store: Store, database: Database) -> None:
        self._settings = settings
        self._store = store
        self._approved = ApprovedAnswerSource(ApprovedAnswers(database).answers)
        self._loading = threading.Lock()
        self._embedder: Embedder | None = None

    def open(self, name: str) -> AnsweringAssistant:
        """Return an assistant over a knowledge base.

        Raises:
            KnowledgeBaseMissing: there is none of that name.
            KnowledgeBaseMismatch: it was filled with another embedding model.
            ModelUnavailable: a model is unknown, or not ready on this machine.
            ConfigurationError: a setting does not fit.
        """
        return self._built(self._settings, name, approved=self._approved)

    def trial(self, name: str, way: SearchVariant) -> AnsweringAssistant:
        """Return an assistant that searches in another way, over the same reader's copy.

        Raises:
            ConfigurationError: the rewriting needs a language model and none is configured.
        """
        return self._built(way.settings(self._settings), name, legs=way.legs)

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Return questions as unit rows, shape (texts, dimension)."""
        return self._loaded().embed_queries(list(texts))

    def _built(self, settings: Settings, name: str, **options: object) -> AnsweringAssistant:
        embedder = self._loaded()
        assistant: AnsweringAssistant = _building().build_assistant(
            settings, self._store.open(name), embedder, **options
        )
        return assistant

    def _loaded(self) -> Embedder:
        with self._loading:
            if self._embedder is None:
                self._embedder = _building().load_embedder(
                    self._settings.embedding, self._settings.data_dir
                )
            return self._embedder


def _building() -> ModuleType:
    # Seconds of imports (torch, LangChain) that the first screen must not wait for.
    return import_module("app.pipeline.building")
