"""Choosing the store."""

from __future__ import annotations

from pathlib import Path

from knowledge.opening.stores import open_benchmark_store
from knowledge.store.edge.store import EdgeStore
from knowledge.store.server.store import ServerStore
from tests.builders import passages, published
from tests.flat_settings import settings_with
from tests.opening import open_store


def test_without_a_url_knowledge_bases_lie_in_the_data_folder(tmp_path: Path) -> None:
    store = open_store(settings_with(data_dir=tmp_path, store_url=""))

    published(store, "plans", passages("a.md", ["Text."]))

    assert isinstance(store, EdgeStore)
    assert (tmp_path / "kb" / "plans" / "CURRENT").read_text() == "1"


def test_with_a_url_the_server_is_used(tmp_path: Path) -> None:
    store = open_store(settings_with(data_dir=tmp_path, store_url="http://localhost:6333"))

    assert isinstance(store, ServerStore)


def test_benchmarks_stay_out_of_the_readers_knowledge_bases(tmp_path: Path) -> None:
    settings = settings_with(data_dir=tmp_path)
    published(
        open_benchmark_store(settings.data_dir), "bench", passages("a.md", ["A text."])
    ).close()

    assert open_store(settings).names() == []
    assert open_benchmark_store(settings.data_dir).names() == ["bench"]
