"""The service opened from settings: quick; models are imported and loaded beside the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.database.engine import Database, open_database
from app.pipeline.opening import AssistantFactory
from app.records.opening import keep_for, records_in
from app.records.stored_conversations import DatabaseConversations
from app.service.chat import ChatService, OpenDocuments
from app.service.documents import DocumentCatalog, Note, SourceDocuments
from knowledge.domain.access import Access
from knowledge.files.originals import Originals
from knowledge.opening.stores import open_store
from knowledge.page_images.images import PageImages
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader, Store


class ServerResources:
    """What the pages of one server share, opened once: store, database, models when asked for."""

    def __init__(self, settings: Settings) -> None:
        """Open store and database.

        Raises:
            StoreUnavailable: the store or the file of conversations cannot be opened.
        """
        self.settings = settings
        self.store: Store = open_store(settings.store, settings.data_dir)
        self.database: Database = open_database(settings.database.url, settings.data_dir)
        self.assistants = AssistantFactory(settings, self.store, self.database)


def open_chat_service(settings: Settings, resources: ServerResources | None = None) -> ChatService:
    """Return the service over the configured store.

    Raises:
        StoreUnavailable: the store or the file of conversations cannot be opened.
    """
    shared = resources or ServerResources(settings)
    records = records_in(shared.database)
    keep_for(shared.database, settings.database.retention_days)
    return ChatService(
        settings,
        shared.store.names,
        shared.assistants.open,
        DatabaseConversations(
            records.conversations,
            records.feedback,
            records.escalations,
            audit=records.audit,
        ),
        _source_documents(settings.data_dir, shared.store),
        DocumentCatalog(shared.store.open),
        records,
    )


def _source_documents(data_dir: Path, store: Store) -> OpenDocuments:
    """Return what gives a knowledge base's documents to readers; the readers share the pictures."""
    images = PageImages()
    readers: dict[str, Reader] = {}

    def documents_for(name: str, access: Callable[[], Access], note: Note) -> SourceDocuments:
        reader = readers.get(name) or readers.setdefault(name, store.open(name))
        originals = Originals(data_dir / "originals" / name)
        return SourceDocuments(reader, originals, images, access, note)

    return documents_for
