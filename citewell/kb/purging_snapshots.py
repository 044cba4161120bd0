"""The snapshots on a Qdrant server that still hold a purged document: named, or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.server.snapshot_files import SnapshotFile
from knowledge.server.store import ServerStore
from knowledge.store import Store


def snapshots_of(store: Store, name: str) -> list[SnapshotFile]:
    """Return what there is of a knowledge base in snapshots; none in the embedded store."""
    return store.snapshots(name).files() if isinstance(store, ServerStore) else []


def told_or_deleted(
    store: Store, name: str, held: Sequence[SnapshotFile], *, deleting: bool
) -> str:
    """Delete snapshots made before a purge, or say which ones may hold what was purged."""
    named = [f"  {each}" for each in held]
    if not deleting:
        how = "delete them on the server, or purge again with --snapshots:"
        return "\n".join([f"{len(held)} snapshot(s) made before may hold it; {how}", *named])
    assert isinstance(store, ServerStore), "others have no snapshots"
    store.snapshots(name).delete_files(held)
    return "\n".join([f"Deleted {len(held)} snapshot(s) made before:", *named])
