"""Locks that die with their process: one writer per knowledge base, one owner per folder."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from knowledge.domain.errors import KnowledgeBaseBusy, StoreUnavailable
from knowledge.files.data_folder import private_folder

_OWNER = "OWNER"


class WriterLock:
    """Held by the one process that writes to a knowledge base; the kernel frees it on any death."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            KnowledgeBaseBusy: another writer holds it; names that one.
        """
        private_folder(self._path.parent)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _taken(handle):
            holder = _holder(handle)
            os.close(handle)
            raise KnowledgeBaseBusy(
                f"Knowledge base {self._name!r} is being written to by {holder}. Wait until that "
                "is done, or stop it; nothing has been changed."
            )
        os.truncate(handle, 0)
        os.pwrite(handle, _self_description().encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            # Said outright, since a forked child shares the lock as long as it lives.
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            os.close(self._handle)
            self._handle = None


class OwnedFolder:
    """A scratch folder that belongs to this process; others clean it up once it is dead.

    It goes when the object goes, at the latest with the process.
    """

    def __init__(self, parent: Path) -> None:
        parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if parent.stat().st_uid != os.getuid():
            raise StoreUnavailable(
                f"{parent} belongs to another user, who could read or change what is searched. "
                "Remove it, or set TMPDIR to a folder of your own."
            )
        self.owner = os.getpid()
        with _alone_in(parent):
            _clear_dead(parent)
            self.path = Path(tempfile.mkdtemp(prefix="reader-", dir=parent))
            handle = os.open(self.path / _OWNER, os.O_RDWR | os.O_CREAT, 0o600)
            _taken(handle)
        self._removal = weakref.finalize(self, _remove, self.path, handle, self.owner)

    def remove(self) -> None:
        """Delete the folder and let go of it."""
        self._removal()


def _remove(path: Path, handle: int, owner: int) -> None:
    if os.getpid() == owner:  # a forked child holds a copy of the object, not the folder
        shutil.rmtree(path, ignore_errors=True)
    os.close(handle)


@contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    """Wait for who makes or clears folders: one just made, not yet locked, looks like a dead one's.

    Between the two, another process would delete it under its owner's hands.
    """
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _clear_dead(parent: Path) -> None:
    for folder in parent.glob("reader-*"):
        try:
            handle = os.open(folder / _OWNER, os.O_RDWR)
        except OSError:  # just being made, or somebody else's
            continue
        if _taken(handle):
            shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _self_description() -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since})


def _holder(handle: int) -> str:
    try:
        told = json.loads(os.pread(handle, 4096, 0))
    except ValueError:  # it has the lock, but has not written its name yet
        return "another process"
    return f"process {told['pid']} on {told['host']} since {told['since']}"
