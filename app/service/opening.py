"""The service opened from settings: quick; models are imported and loaded beside the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol

from app.database.engine import Database, open_database
from app.domain.replies import AnsweringAssistant
from app.pipeline.search_trials import SearchVariant
from app.records.opening import keep_for, records_in
from app.records.stored_conversations import DatabaseConversations
from app.service.chat import ChatService, OpenDocuments
from app.service.documents import DocumentCatalog, Note, SourceDocuments
from knowledge.domain.access import Access
from knowledge.domain.passages import FloatRows
from knowledge.files.originals import Originals
from knowledge.opening.stores import open_store
from knowledge.page_images.images import PageImages
from knowledge.settings import Settings
from knowledge.store.protocol import Reader, Store


class ServerResources:
    """What the pages of one server share, opened once: store, database, models when asked for."""

    def __init__(self, settings: Settings) -> None:
        """Open store and database.

        Raises:
            StoreUnavailable: the store or the file of conversations cannot be opened.
        """
        self.settings = settings
        self.store: Store = open_store(settings)
        self.database: Database = open_database(settings.database_url, settings.data_dir)
        self._assistants: AssistantFactory | None = None
        self._loading = threading.Lock()

    def assistants(self) -> AssistantFactory:
        """Return what opens knowledge bases for questions; the first call loads the model.

        Raises:
            ModelUnavailable: it is unknown, or not ready on this machine.
        """
        with self._loading:
            if self._assistants is None:
                # Seconds of imports (torch, LangChain) that the first screen must not wait for.
                module = import_module("app.pipeline.opening")
                self._assistants = module.LoadedAssistantFactory(
                    self.settings, self.store, self.database
                )
            assert self._assistants is not None, "it was just made"
            return self._assistants


class AssistantFactory(Protocol):
    """What loads the model once and opens knowledge bases with it."""

    def open(self, name: str) -> AnsweringAssistant:
        """Return an assistant over a knowledge base."""
        ...

    def trial(self, name: str, way: SearchVariant) -> AnsweringAssistant:
        """Return an assistant that searches in another way, for a trial."""
        ...

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Return questions as unit rows, shape (texts, dimension)."""
        ...


def open_chat_service(settings: Settings, resources: ServerResources | None = None) -> ChatService:
    """Return the service over the configured store.

    Raises:
        StoreUnavailable: the store or the file of conversations cannot be opened.
    """
    shared = resources or ServerResources(settings)
    records = records_in(shared.database)
    keep_for(shared.database, settings.retention_days)
    return ChatService(
        settings,
        shared.store.names,
        lambda name: shared.assistants().open(name),
        DatabaseConversations(records.conversations, records.feedback, audit=records.audit),
        _source_documents(settings, shared.store),
        DocumentCatalog(shared.store.open),
        records,
    )


def _source_documents(settings: Settings, store: Store) -> OpenDocuments:
    """Return what gives a knowledge base's documents to readers; the readers share the pictures."""
    images = PageImages()
    readers: dict[str, Reader] = {}

    def documents_for(name: str, access: Callable[[], Access], note: Note) -> SourceDocuments:
        reader = readers.get(name) or readers.setdefault(name, store.open(name))
        originals = Originals(settings.data_dir / "originals" / name)
        return SourceDocuments(reader, originals, images, access, note)

    return documents_for
