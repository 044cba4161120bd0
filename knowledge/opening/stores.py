"""Choosing the store: a server where a URL is set, else the embedded one."""

from __future__ import annotations

from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Store
from knowledge.store.server.schema import Layout
from knowledge.store.server.store import ServerStore


def open_store(settings: Settings) -> Store:
    """Return the store that the settings ask for; knowledge bases lie in `<data folder>/kb`."""
    if not settings.store.url:
        return EdgeStore(settings.data_dir / "kb")
    key = settings.store.api_key
    return ServerStore(
        settings.store.url,
        key.get_secret_value() if key else None,
        wait_seconds=settings.store.wait_seconds,
        layout=layout_of(settings),
    )


def layout_of(settings: Settings) -> Layout:
    """Return how new collections are to lie on a cluster."""
    return Layout(settings.store.shards, settings.store.replicas, settings.store.write_consistency)


def open_benchmark_store(settings: Settings) -> Store:
    """Return an embedded store for benchmarks' passages, which no reader's list should show."""
    return EdgeStore(settings.data_dir / "benchmarks")
