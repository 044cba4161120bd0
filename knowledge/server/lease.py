"""The writer lock on a server: a lease that its owner renews and that ends with its owner."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from uuid import NAMESPACE_OID, uuid4, uuid5

from qdrant_client import models

from knowledge.errors import KnowledgeBaseBusy, StoreUnavailable
from knowledge.payload import Payload
from knowledge.server.connection import ServerConnection
from knowledge.server.state import KIND, NO_VECTOR

LEASE_SECONDS = 120.0
"""How long a dead writer keeps others out; also the clocks of two writers may not differ more."""

_LEASE_POINT = str(uuid5(NAMESPACE_OID, "citewell writer lease"))


class Lease:
    """Held by one writer of a knowledge base; renewed in the background while it is held."""

    def __init__(
        self,
        connection: ServerConnection,
        collection: str,
        name: str,
        *,
        seconds: float = LEASE_SECONDS,
    ) -> None:
        self._connection = connection
        self._collection = collection
        self._name = name
        self._seconds = seconds
        self._token = uuid4().hex
        self._released = threading.Event()
        self._renewer = threading.Thread(target=self._renew, daemon=True, name="citewell-lease")
        self._expires_at = 0.0

    def acquire(self) -> None:
        """Take the lease.

        Raises:
            KnowledgeBaseBusy: another writer holds it; names that one.
        """
        held = self._extend()
        if held.get("token") != self._token:
            raise KnowledgeBaseBusy(
                f"Knowledge base {self._name!r} is being written to by process {held.get('pid')} "
                f"on {held.get('host')} since {held.get('since')}. Wait until that is done, or "
                f"stop it and wait {self._seconds:.0f} seconds; nothing has been changed."
            )
        self._renewer.start()

    def check(self) -> None:
        """Make sure that the lease is still held, before something is written.

        Raises:
            KnowledgeBaseBusy: it ran out, so that another writer may have begun.
        """
        if time.time() > self._expires_at:
            raise KnowledgeBaseBusy(
                f"The writer lease of knowledge base {self._name!r} ran out, since the server at "
                f"{self._connection.place} did not answer in time. Nothing was published: run "
                "the command again."
            )

    def release(self) -> None:
        """Give the lease back; out of reach of the server, or with it dropped, it just ends."""
        self._released.set()
        if self._renewer.is_alive():
            self._renewer.join()
        own = models.Filter(must=[_token_is(self._token)])
        with suppress(StoreUnavailable):
            self._connection.ask(lambda client: client.delete(self._collection, own, wait=True))

    def _renew(self) -> None:
        while not self._released.wait(self._seconds / 4):
            try:
                if self._extend().get("token") != self._token:
                    return
            except StoreUnavailable:
                continue  # `check` speaks up once the lease has run out

    def _extend(self) -> Payload:
        """Ask for the lease, or for more time, and return the one that now stands."""
        now = time.time()
        payload: Payload = {
            KIND: "lease",
            "token": self._token,
            "expires_at": now + self._seconds,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        point = models.PointStruct(id=_LEASE_POINT, vector=NO_VECTOR, payload=payload)
        expired = models.FieldCondition(key="expires_at", range=models.Range(lt=now))
        # Compare and set in one step on the server: taken only if free, run out, or our own.
        free = models.Filter(should=[_token_is(self._token), expired])
        self._connection.ask(
            lambda client: client.upsert(self._collection, [point], wait=True, update_filter=free)
        )
        found = self._connection.ask(
            lambda client: client.retrieve(self._collection, [_LEASE_POINT], with_payload=True)
        )
        held = dict(found[0].payload or {}) if found else {}
        self._expires_at = now + self._seconds if held.get("token") == self._token else 0.0
        return held


def _token_is(token: str) -> models.FieldCondition:
    return models.FieldCondition(key="token", match=models.MatchValue(value=token))
