"""Choosing the store: a server where a URL is set, else the embedded one."""

from __future__ import annotations

from pathlib import Path

from knowledge.edge_store import EdgeStore
from knowledge.server_store import ServerStore
from knowledge.store import Store


def open_store(url: str, data_folder: Path, api_key: str | None = None) -> Store:
    """Return the store that the settings ask for; knowledge bases lie in `<data_folder>/kb`."""
    return ServerStore(url, api_key) if url else EdgeStore(data_folder / "kb")
