"""The desk opened from settings: quick; models are imported and loaded beside the page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from app.conversation_book import ConversationBook
from app.database.conversations import ConversationStore
from app.database.engine import open_database
from app.desk import Desk
from app.replies import Replying
from app.source_documents import SourceDocuments
from knowledge.originals import Originals
from knowledge.page_images import PageImages
from knowledge.settings import Settings
from knowledge.store import Reader, Store
from knowledge.stores import open_store


def open_desk(settings: Settings) -> Desk:
    """Return the desk over the configured store.

    Raises:
        StoreUnavailable: the store or the file of conversations cannot be opened.
    """
    store = open_store(settings)
    database = open_database(settings.database_url, settings.data_dir)
    book = ConversationBook(ConversationStore(database))
    return Desk(settings, store.names, _later(settings, store), book, _source_documents(settings, store))


def _later(settings: Settings, store: Store) -> Callable[[str], Replying]:
    """Return what opens knowledge bases, importing the models when the first is opened."""
    openers: list[Callable[[str], Replying]] = []

    def build(name: str) -> Replying:
        if not openers:
            # Seconds of imports (torch, LangChain) that the first screen must not wait for.
            openers.append(import_module("app.opening_assistants").Opener(settings, store).open)
        return openers[0](name)

    return build


def _source_documents(settings: Settings, store: Store) -> Callable[[str, tuple[str, ...]], SourceDocuments]:
    """Return what gives a knowledge base's documents to readers; the readers share the pictures."""
    images = PageImages()
    readers: dict[str, Reader] = {}

    def documents_for(name: str, groups: tuple[str, ...]) -> SourceDocuments:
        reader = readers.get(name) or readers.setdefault(name, store.open(name))
        return SourceDocuments(reader, Originals(settings.data_dir / "originals" / name), images, groups)

    return documents_for
