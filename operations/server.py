"""What only a Qdrant server has: snapshots, which may hold what was purged, and replicas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.errors import ConfigurationError
from knowledge.opening.stores import open_store
from knowledge.settings.parts import StoreSettings
from knowledge.store.protocol import Store
from knowledge.store.server.replicas import Replicas
from knowledge.store.server.snapshots import SnapshotFile
from knowledge.store.server.store import ServerStore
from operations.purge import honour_tombstones


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


def server_of(store_settings: StoreSettings, data_dir: Path) -> ServerStore:
    """Return the Qdrant server of the settings.

    Raises:
        ConfigurationError: they name none.
    """
    store = open_store(store_settings, data_dir)
    if not isinstance(store, ServerStore):
        raise ConfigurationError(
            "Snapshots and replicas are a Qdrant server's, and CITEWELL_STORE_URL names none. The "
            "embedded store is copied with 'citewell kb backup FILE.tar --kb NAME'."
        )
    return store


def restore_snapshot(
    store_settings: StoreSettings, data_dir: Path, name: str, snapshot: str
) -> int:
    """Bring a snapshot back without what was purged since; return the generation that answers."""
    store = server_of(store_settings, data_dir)
    purged = CuratorRecords(data_dir, name).tombstones.document_ids()
    generation = store.snapshots(name).restore(snapshot, without=purged)
    honour_tombstones(store, data_dir, name)
    return generation


def tolerance_sentence(replicas: Replicas) -> str:
    """Return in a line how many nodes may die."""
    nodes, tolerance = replicas.nodes(), replicas.tolerance()
    answering = sum(node.answers for node in nodes)
    reading = _tolerated(tolerance.reading, "searches")
    writing = _tolerated(tolerance.writing, "writes")
    return f"{answering} of {len(nodes)} nodes answer; {reading}, {writing}"


def _tolerated(nodes: int, what: str) -> str:
    if nodes < 0:
        return f"{what} fail now"
    if nodes == 0:
        return f"no more may die for {what}"
    return f"{nodes} more may die for {what}"
