"""The desk opened from settings: quick; models are imported and loaded beside the page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from app.conversation_book import ConversationBook
from app.conversation_store import FILE_NAME, ConversationStore
from app.desk import Desk
from app.replies import Replying
from knowledge.settings import Settings
from knowledge.store import Store
from knowledge.stores import open_store


def open_desk(settings: Settings) -> Desk:
    """Return the desk over the configured store.

    Raises:
        StoreUnavailable: the store or the file of conversations cannot be opened.
    """
    store = open_store(settings)
    book = ConversationBook(ConversationStore(settings.data_dir / FILE_NAME))
    return Desk(settings, store.names, _later(settings, store), book)


def _later(settings: Settings, store: Store) -> Callable[[str], Replying]:
    """Return what opens knowledge bases, importing the models when the first is opened."""
    openers: list[Callable[[str], Replying]] = []

    def build(name: str) -> Replying:
        if not openers:
            # Seconds of imports (torch, LangChain) that the first screen must not wait for.
            openers.append(import_module("app.opening_assistants").Opener(settings, store).open)
        return openers[0](name)

    return build
