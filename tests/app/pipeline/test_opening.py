"""Knowledge bases opened for asking: the model is loaded once, and not before it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.engine import Database, file_url
from app.domain.conversations import Conversation
from app.pipeline.opening import AssistantFactory
from app.pipeline.search_trials import SearchVariant, TrialLegs
from knowledge.domain.embedding import Embedder
from knowledge.domain.queries import LegKind
from knowledge.settings.models import EmbeddingSettings
from knowledge.store.edge.store import EdgeStore
from tests.app.desks import DOCUMENTS, SPOUSE, STAFF
from tests.builders import EMBEDDER, published
from tests.flat_settings import settings_with


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that an embedding model is loaded."""
    loads: list[str] = []

    def open_embedder(settings: EmbeddingSettings, _data_dir: Path) -> Embedder:
        loads.append(settings.model)
        return EMBEDDER

    monkeypatch.setattr("app.pipeline.building.open_embedder", open_embedder)
    return loads


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[AssistantFactory]:
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    published(store, "desk", *[[each] for each in DOCUMENTS])
    settings = settings_with(data_dir=tmp_path, llm_model="", reranker="none")
    database = Database(file_url(tmp_path / "records.sqlite3"))
    yield AssistantFactory(settings, store, database)
    database.close()


def test_the_model_is_loaded_once_by_whatever_needs_it_first(
    factory: AssistantFactory, loaded: list[str]
) -> None:
    before = list(loaded)

    rows = factory.embed([SPOUSE])
    found = factory.open("desk").find(Conversation(), SPOUSE, STAFF)

    assert before == []
    assert len(loaded) == 1
    assert rows.shape == (1, EMBEDDER.identity.dimension)
    assert found.hits[0].passage.document_key == "events.md"


@pytest.mark.usefixtures("loaded")
def test_a_trial_searches_what_it_says(factory: AssistantFactory) -> None:
    way = SearchVariant(rewriting="none", legs=TrialLegs.SPARSE)

    found = factory.trial("desk", way).find(Conversation(), SPOUSE, STAFF)

    assert {leg.kind for leg in found.query.legs} == {LegKind.SPARSE}
