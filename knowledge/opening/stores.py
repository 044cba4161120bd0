"""Choosing the store: a server where a URL is set, else the embedded one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.settings.parts import StoreSettings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Store

if TYPE_CHECKING:
    from knowledge.store.server.schema import Layout


def open_store(store: StoreSettings, data_dir: Path) -> Store:
    """Return the store that the settings ask for; knowledge bases lie in `<data folder>/kb`."""
    if not store.url:
        return EdgeStore(data_dir / "kb")
    # Its client takes a second of imports, which no embedded store should wait for.
    from knowledge.store.server.store import ServerStore  # noqa: PLC0415

    key = store.api_key
    return ServerStore(
        store.url,
        key.get_secret_value() if key else None,
        wait_seconds=store.wait_seconds,
        layout=layout_of(store),
    )


def layout_of(store: StoreSettings) -> Layout:
    """Return how new collections are to lie on a cluster."""
    from knowledge.store.server.schema import Layout  # noqa: PLC0415 - as above

    return Layout(store.shards, store.replicas, store.write_consistency)


def open_benchmark_store(data_dir: Path) -> Store:
    """Return an embedded store for benchmarks' passages, which no reader's list should show."""
    return EdgeStore(data_dir / "benchmarks")
