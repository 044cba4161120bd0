"""Forms of vectors, in both stores: what is found, what is kept, what is remembered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from knowledge.domain.errors import KnowledgeBaseMismatch
from knowledge.domain.passages import FloatRows
from knowledge.domain.queries import Filters
from knowledge.domain.vector_storage import VectorStorage
from knowledge.models.short_vectors import unit_rows
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Store
from knowledge.store.server.query import vector_params
from knowledge.store.server.store import ServerStore
from labs.bench.quantization import StorageFigures, bench_quantization, dense_bytes
from labs.bench.store import NAME, fill_store
from tests.builders import ENCODER, MANIFEST, dense_leg, passage, published

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]

STAFF = Filters(groups=("staff",))
STORAGES = list(VectorStorage)
QUANTISED = [each for each in STORAGES if each.quantised]


def topical_rows(amount: int) -> FloatRows:
    """Return unit rows around 40 topics: like texts, unlike random ones, they have neighbours."""
    random = np.random.default_rng(4)
    topics = random.normal(size=(40, 64))
    rows = topics[random.integers(40, size=amount)] + 0.5 * random.normal(size=(amount, 64))
    return unit_rows(rows.astype(np.float32))


def measured(folder: Path, *storages: VectorStorage) -> dict[VectorStorage, StorageFigures]:
    """Measure on as many passages as there must be before codes are made."""
    figures = bench_quantization(topical_rows(1_160), folder, searches=60, storages=storages)
    return {each.storage: each for each in figures}


def test_codes_are_smaller_find_nearly_all_and_have_the_vectors_beside_them(
    tmp_path: Path,
) -> None:
    figures = measured(tmp_path, VectorStorage.FLOAT32, VectorStorage.BINARY)

    plain, coded = figures[VectorStorage.FLOAT32], figures[VectorStorage.BINARY]
    # Files hold whole pages and some tables: so small a knowledge base does not show 32 x.
    assert coded.searched_bytes < plain.searched_bytes / 3
    assert coded.kept_bytes > plain.kept_bytes
    assert plain.recall == 1.0
    assert coded.recall >= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("storage", STORAGES)
def test_each_form_finds_nearly_what_exact_search_finds(
    tmp_path: Path, storage: VectorStorage
) -> None:
    assert measured(tmp_path, storage)[storage].recall >= 0.97


def stores(tmp_path: Path) -> dict[str, Store]:
    edge = EdgeStore(tmp_path / "kb", tmp_path / "runtime")
    return {"edge": edge, "server": ServerStore(QdrantClient(":memory:"))}


@pytest.mark.parametrize("storage", STORAGES)
@pytest.mark.parametrize("name", ["edge", "server"])
def test_a_knowledge_base_of_each_form_is_written_and_searched(
    tmp_path: Path, name: str, storage: VectorStorage
) -> None:
    store = stores(tmp_path)[name]
    guide = [passage("A spouse may be added."), passage("Pets are not.", position=1)]

    reader = published(store, "desk", guide, manifest=replace(MANIFEST, vector_storage=storage))

    [first, _] = reader.search([dense_leg("spouse added")], STAFF, limit=2)
    assert first.passage.text == "A spouse may be added."
    assert reader.manifest.vector_storage is storage
    reader.close()


@pytest.mark.parametrize("name", ["edge", "server"])
def test_another_form_than_the_stored_one_is_refused(tmp_path: Path, name: str) -> None:
    store = stores(tmp_path)[name]
    published(store, "desk", [passage("A spouse may be added.")]).close()

    with (
        pytest.raises(KnowledgeBaseMismatch, match="Set CITEWELL_VECTOR_STORAGE to the stored one"),
        store.write("desk", replace(MANIFEST, vector_storage=VectorStorage.INT8)),
    ):
        pass


def test_after_a_purge_the_codes_are_there_again(tmp_path: Path) -> None:
    store = EdgeStore(tmp_path / "kb", tmp_path / "runtime")
    identity = replace(MANIFEST.embedder, dimension=64)
    manifest = replace(MANIFEST, embedder=identity, vector_storage=VectorStorage.BINARY)
    texts = [f"Rule {number}" for number in range(1_060)]
    fill_store(store, manifest, ENCODER, texts, topical_rows(1_060))
    gone = store.open(NAME).documents()[0].id

    with store.write(NAME, manifest) as writer:
        writer.purge([gone])
        writer.publish()

    codes, everything = dense_bytes(tmp_path / "kb")
    assert 0 < codes < everything / 4


@pytest.mark.parametrize("storage", QUANTISED)
def test_a_server_is_asked_for_codes_in_memory_and_vectors_on_the_disk(
    storage: VectorStorage,
) -> None:
    params = vector_params(64, storage)

    assert params.quantization_config is not None
    [config] = params.quantization_config.model_dump().values()
    assert config["always_ram"] is True
    assert params.on_disk is True
