"""The writer lock on a server: a lease that its owner renews and that ends with its owner."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from qdrant_client import models

from knowledge.domain.errors import KnowledgeBaseBusy, StoreUnavailable
from knowledge.store.payload import Payload
from knowledge.store.server.connection import CollectionMissing
from knowledge.store.server.state import KIND, LEASE_POINT, NO_VECTOR, TOKEN, StateCollection

LEASE_SECONDS = 120.0
"""How long a dead writer keeps others out; also the clocks of two writers may not differ more."""

_EXPIRES_AT = "expires_at"
_READS = 4
_BEHIND_SECONDS = 0.3
_MISSING_PAUSES_SECONDS = (0.2, 1.0, 3.0)


class Lease:
    """Held by one writer of a knowledge base; renewed in the background while it is held."""

    def __init__(self, states: StateCollection, *, seconds: float = LEASE_SECONDS) -> None:
        self._states = states
        self._name = states.name
        self._seconds = seconds
        self.token = uuid4().hex
        self._released = threading.Event()
        self._renewer = threading.Thread(target=self._renew, daemon=True, name="citewell-lease")
        self._expires_at = 0.0
        self._acquired = False

    def acquire(self, making_sure: Callable[[], None] = lambda: None) -> None:
        """Take the lease; that of a process seen to be dead on this machine is taken at once.

        `making_sure` is called before, that there is a collection to hold it.

        Raises:
            KnowledgeBaseBusy: another writer holds it; names that one.
        """
        for pause in _MISSING_PAUSES_SECONDS:
            try:
                making_sure()
                self._acquire()
            except CollectionMissing:
                time.sleep(pause)  # a node that still showed what was dropped, or moved
            else:
                return
        making_sure()
        self._acquire()

    def _acquire(self) -> None:
        self._states.state()  # finds the collection
        held = self._take()
        if held.get(TOKEN) != self.token and is_gone(held):
            held = self._take(from_dead=str(held.get(TOKEN)))
        if held.get(TOKEN) != self.token:
            with suppress(StoreUnavailable):
                self._give_up()  # in case a node showed what was there before ours
            raise KnowledgeBaseBusy(
                f"Knowledge base {self._name!r} is being written to by process {held.get('pid')} "
                f"on {held.get('host')} since {held.get('since')}. Wait until that is done, or "
                f"stop it and wait {self._seconds:.0f} seconds; nothing has been changed."
            )
        self._states.stamp(self.token)
        self._acquired = True
        self._renewer.start()

    def regain(self) -> None:
        """Take the lease again after what it lay in was replaced, as by a restored snapshot.

        Raises:
            KnowledgeBaseBusy: another writer was quicker.
        """
        self._acquired = False
        if self._take().get(TOKEN) != self.token:
            raise KnowledgeBaseBusy(
                f"Another writer has begun with knowledge base {self._name!r} as soon as it was "
                "brought back. What was brought back answers; run the command again."
            )
        self._states.stamp(self.token)
        self._acquired = True

    def guard(self) -> None:
        """Make sure of the lease before a request is made again, once there is one to hold."""
        if self._acquired:
            self.check()

    def check(self) -> None:
        """Make sure that the lease is still held, before something is written.

        One that ran out while the server was away is renewed if nobody had it in between.

        Raises:
            KnowledgeBaseBusy: another writer has begun.
        """
        if time.time() > self._expires_at and not self._renewed():
            raise KnowledgeBaseBusy(
                f"The writer lease of knowledge base {self._name!r} ran out, since the server at "
                f"{self._states.connection.place} did not answer in time, and another writer has "
                "taken it. Nothing was published: run the command again."
            )

    def release(self) -> None:
        """Give the lease back; out of reach of the server, or with it dropped, it just ends."""
        self._released.set()
        if self._renewer.is_alive():
            self._renewer.join()
        with suppress(StoreUnavailable):
            self._give_up()

    def follow(self, collection: str) -> None:
        """Go on in the collection that the lease was copied to."""
        self._states.collection = collection

    def _give_up(self) -> None:
        self._states.delete(models.Filter(must=[_token_is(self.token)]))

    def _renew(self) -> None:
        while not self._released.wait(self._seconds / 4):
            try:
                if not self._renewed():
                    return
            except StoreUnavailable:
                continue  # `check` speaks up once the lease has run out

    def _renewed(self) -> bool:
        """Ask for more time; whoever had it in between keeps us from it, or took the point away."""
        now = time.time()
        point = self._point(now)
        own = models.Filter(must=[_token_is(self.token)])
        self._states.upsert([point], own, models.UpdateMode.UPDATE_ONLY)
        held = self._held()
        if held.get(TOKEN) != self.token:
            self._expires_at = 0.0
            return False
        self._expires_at = now + self._seconds
        return True

    def _take(self, from_dead: str = "") -> Payload:
        """Ask for the lease and return the one that now stands."""
        now = time.time()
        expired = models.FieldCondition(key=_EXPIRES_AT, range=models.Range(lt=now))
        # Compare and set in one step on the server: taken only if free, run out, or our own.
        may = [_token_is(self.token), expired, *([_token_is(from_dead)] if from_dead else [])]
        self._states.upsert([self._point(now)], models.Filter(should=may))
        held = self._held()
        for _ in range(_READS):
            if held.get(TOKEN) == self.token or not _ran_out(held):
                break
            time.sleep(_BEHIND_SECONDS)  # a node that shows the one before ours is behind
            held = self._held()
        self._expires_at = now + self._seconds if held.get(TOKEN) == self.token else 0.0
        return held

    def _point(self, now: float) -> models.PointStruct:
        payload: Payload = {
            KIND: "lease",
            TOKEN: self.token,
            _EXPIRES_AT: now + self._seconds,
            **this_process(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return models.PointStruct(id=LEASE_POINT, vector=NO_VECTOR, payload=payload)

    def _held(self) -> Payload:
        return self._states.retrieve([LEASE_POINT]).get(LEASE_POINT, {})


def _ran_out(held: Payload) -> bool:
    expires_at = held.get(_EXPIRES_AT)
    return not isinstance(expires_at, float | int) or expires_at < time.time()


def _token_is(token: str) -> models.FieldCondition:
    return models.FieldCondition(key=TOKEN, match=models.MatchValue(value=token))


# Tells whether a process that wrote its name down is dead, where that can be known for certain.


_PROC = Path("/proc")
_FIELDS = ("host", "boot", "namespace")
_STARTED = 19
"""Start time in /proc/PID/stat: field 22, the 20th after the process's name in brackets."""
_DEAD_STATES = frozenset("ZXx")


def this_process() -> Payload:
    """Return what tells this process from any other, on this machine and elsewhere."""
    pid = os.getpid()
    return {"pid": pid, **_here(), "started": _started(pid)}


def is_gone(mark: Mapping[str, object]) -> bool:
    """Tell whether the process so described is dead.

    Known only of processes that this one can see: on the same start of the same machine and in
    the same container. The number may be another's by now, so that the time of its start counts.
    """
    pid = mark.get("pid")
    here = _here()
    if not isinstance(pid, int) or not here["boot"]:
        return False
    if any(mark.get(name) != here[name] for name in _FIELDS):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # another user's, but alive under this number
    if any(state in _DEAD_STATES for state in _told(pid)[:1]):
        return True  # a zombie: nobody has asked how it ended
    started = _started(pid)
    return bool(started and mark.get("started") and started != mark["started"])


def _here() -> dict[str, str]:
    return {
        "host": socket.gethostname(),
        "boot": _read(_PROC / "sys/kernel/random/boot_id"),
        "namespace": _linked(_PROC / "self/ns/pid"),
    }


def _started(pid: int) -> str:
    """Return when a process began, in the kernel's own count; empty where that is not told."""
    told = _told(pid)
    return told[_STARTED] if len(told) > _STARTED else ""


def _told(pid: int) -> list[str]:
    """Return what the kernel tells of a process, from its state on; nothing where it does not."""
    return _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _linked(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
