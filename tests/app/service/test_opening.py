"""The chat service is opened without a model, over the configured store and database."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.service.opening import ServerResources, open_chat_service
from knowledge.domain.embedding import Embedder
from knowledge.settings.models import EmbeddingSettings
from tests.app.desks import DOCUMENTS
from tests.builders import published
from tests.flat_settings import settings_with


def no_model(_settings: EmbeddingSettings, _data_dir: Path) -> Embedder:
    raise AssertionError("a model was loaded")


def test_it_lists_and_counts_before_any_model_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pipeline.building.open_embedder", no_model)
    settings = settings_with(data_dir=tmp_path)
    resources = ServerResources(settings)
    published(resources.store, "desk", *[[each] for each in DOCUMENTS])

    service = open_chat_service(settings, resources)

    assert service.names() == ["desk"]
    assert not service.opened("desk")
    assert service.conversations("desk") == []
    resources.database.close()
