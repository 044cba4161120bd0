"""Knowledge bases opened for asking; slow to import, so app/service/opening.py does it aside."""

from __future__ import annotations

from collections.abc import Sequence

from app.database.approved import ApprovedAnswers
from app.database.engine import Database
from app.domain.replies import AnsweringAssistant
from app.i18n import texts
from app.pipeline.approved_answers import ApprovingAssistant
from app.pipeline.building import build_assistant, calendar
from app.pipeline.search_trials import SearchVariant
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import FloatRows
from knowledge.models.catalogue.rerankers import NO_RERANKER
from knowledge.opening.embedders import open_embedder
from knowledge.settings import Settings
from knowledge.store.protocol import Store


class LoadedAssistantFactory:
    """Opens knowledge bases with one embedding model, which is loaded once."""

    def __init__(self, settings: Settings, store: Store, database: Database) -> None:
        """Load the embedding model.

        Raises:
            ModelUnavailable: it is unknown, or not ready on this machine.
        """
        self._settings = settings
        self._store = store
        self._approved = ApprovedAnswers(database)
        self._embedder: Embedder = open_embedder(settings)
        # A model's first call sets it up, which the first question need not wait for.
        self._embedder.embed_queries([texts.WELCOME])

    def open(self, name: str) -> AnsweringAssistant:
        """Return an assistant over a knowledge base.

        Raises:
            KnowledgeBaseMissing: there is none of that name.
            KnowledgeBaseMismatch: it was filled with another embedding model.
            ConfigurationError: a setting does not fit.
        """
        assistant = build_assistant(self._settings, self._store.open(name), self._embedder)
        return ApprovingAssistant(
            assistant, assistant.retriever, self._approved.answers, calendar(self._settings)
        )

    def trial(self, name: str, way: SearchVariant) -> AnsweringAssistant:
        """Return an assistant that searches in another way, over the same reader's copy.

        Raises:
            ConfigurationError: the rewriting needs a language model and none is configured.
        """
        update: dict[str, object] = {"rewriting": way.rewriting or self._settings.rewriting}
        if not way.rerank:
            update["reranker"] = NO_RERANKER
        settings = self._settings.model_copy(update=update)
        return build_assistant(settings, self._store.open(name), self._embedder, legs=way.legs)

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Return questions as unit rows, shape (texts, dimension)."""
        return self._embedder.embed_queries(list(texts))
