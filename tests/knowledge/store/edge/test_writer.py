"""Writing the embedded store where the disk refuses."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import knowledge
from knowledge.domain.errors import StoreUnavailable
from knowledge.store.edge.store import EdgeStore
from tests.builders import MANIFEST, published, record, vectors
from tests.knowledge.store.edge.test_store import OTHER, STATE

ROOT = Path(knowledge.__file__).resolve().parents[1]


PROCESS = "tests.knowledge.store.edge.edge_process"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 MB, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_write_that_the_disk_refuses_leaves_the_old_generation_live(
    store: EdgeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = published(store, "plans", STATE)

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with store.write("plans", MANIFEST) as writer, monkeypatch.context() as patched:
        writer.put(record(OTHER), OTHER, vectors(OTHER))
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StoreUnavailable, match=r"No space left on device.*untouched"):
            writer.publish()

    assert reader.count() == 20
    assert sorted(path.name for path in (tmp_path / "kb" / "plans").iterdir()) == ["1", "CURRENT"]
    assert published(store, "plans", OTHER).count() == 40


def test_a_disk_that_fills_up_is_told_in_one_line(small_disk: Path) -> None:
    store = EdgeStore(small_disk / "kb", small_disk / "runtime")
    published(store, "plans", STATE)

    # In a process of its own: what is guarded against would end this one with a SIGBUS.
    writer = subprocess.run(
        [sys.executable, "-m", PROCESS, "write-until-full", str(small_disk)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (writer.returncode, writer.stderr) == (0, "")
    assert "is full" in writer.stdout
    assert writer.stdout.count("\n") == 1
    assert store.open("plans").count() == 20
