"""What is opened from settings, for tests that have them whole."""

from __future__ import annotations

from app.records.opening import Records
from app.records.opening import open_records as records_of
from knowledge.domain.embedding import Embedder
from knowledge.files.uploads import Uploads
from knowledge.files.uploads import uploads_of as uploads_in
from knowledge.opening.embedders import open_embedder as embedder_of
from knowledge.opening.stores import open_store as store_of
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedding model that the settings name."""
    return embedder_of(settings.embedding, settings.data_dir)


def open_store(settings: Settings) -> Store:
    """Return the store that the settings name."""
    return store_of(settings.store, settings.data_dir)


def open_records(settings: Settings) -> Records:
    """Return the records in the database that the settings name."""
    return records_of(settings.database, settings.data_dir)


def uploads_of(settings: Settings, name: str) -> Uploads:
    """Return what was uploaded into a knowledge base."""
    return uploads_in(settings.uploads, settings.data_dir, name)
