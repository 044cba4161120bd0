"""A knowledge base opened for asking. Slow to import: app/opening.py does it beside the page."""

from __future__ import annotations

from app import texts
from app.building import build_assistant
from app.replies import Replying
from knowledge.embedding import Embedder
from knowledge.models import open_embedder
from knowledge.settings import Settings
from knowledge.store import Store


class Opener:
    """Opens knowledge bases with one embedding model, which is loaded once."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Load the embedding model.

        Raises:
            ModelUnavailable: it is unknown, or not ready on this machine.
        """
        self._settings = settings
        self._store = store
        self._embedder: Embedder = open_embedder(settings)
        # A model's first call sets it up, which the first question need not wait for.
        self._embedder.embed_queries([texts.WELCOME])

    def open(self, name: str) -> Replying:
        """Return an assistant over a knowledge base.

        Raises:
            KnowledgeBaseMissing: there is none of that name.
            KnowledgeBaseMismatch: it was filled with another embedding model.
            ConfigurationError: a setting does not fit.
        """
        return build_assistant(self._settings, self._store.open(name), self._embedder)
