"""Asking a Qdrant server: waits out what passes, and tells what does not in one line."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_before_delay,
    wait_exponential,
)

from knowledge.domain.errors import StoreUnavailable
from knowledge.store.server.cluster import Answer, told_dead

READER_SECONDS = 3.0
"""How long somebody who reads waits for a server: the page should say what is wrong, not hang."""

OURS = "citewell-"
"""What the names of all our collections begin with."""

_LOG = logging.getLogger(__name__)

# Every request here may be repeated: ids are computed, and setting a value twice sets it once.
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0
_SAID_FROM_SECONDS = 10.0
_PAGE = 1_000
_NOT_FOUND = 404
_PASSING_STATUS = frozenset({408, 429, 500, 502, 503, 504})
_SERVERS_FAULT = 500


class ServerConnection:
    """A client, the place it talks to, for messages, and for how long to wait for that."""

    def __init__(
        self,
        client: QdrantClient,
        place: str,
        *,
        seconds: float = READER_SECONDS,
        before_again: Callable[[], None] | None = None,
    ) -> None:
        """Take how long to wait, and what to make sure of before a request is made again."""
        self._client = client
        self.place = place
        self._seconds = seconds
        self._before_again = before_again

    def patient(
        self, seconds: float, before_again: Callable[[], None] | None = None
    ) -> ServerConnection:
        """Return a connection by the same client that waits so long for the server."""
        return ServerConnection(
            self._client, self.place, seconds=seconds, before_again=before_again
        )

    def ask(self, request: Callable[[QdrantClient], Answer]) -> Answer:
        """Return the server's answer; what is likely to pass is tried again.

        Raises:
            StoreUnavailable: the server cannot be reached or refuses.
        """
        tries = Retrying(
            retry=retry_if_exception_type(_Passing),
            wait=wait_exponential(_FIRST_PAUSE_SECONDS, max=_LONGEST_PAUSE_SECONDS),
            stop=stop_before_delay(self._seconds),
            before=self._guard,
            before_sleep=self._say,
            sleep=time.sleep,
            reraise=True,
        )
        try:
            answer: Answer = tries(self._once, request)
        except _Passing as passing:
            raise StoreUnavailable(self._told(passing)) from passing
        return answer

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def _guard(self, tried: RetryCallState) -> None:
        """Before a request is made again, make sure that it still may be."""
        if tried.attempt_number > 1 and self._before_again is not None:
            # Out of reach still: then the request itself will find that, too.
            try:
                self._before_again()
            except StoreUnavailable:
                return

    def _say(self, tried: RetryCallState) -> None:
        if tried.attempt_number == 1 and self._seconds >= _SAID_FROM_SECONDS:
            error = tried.outcome.exception() if tried.outcome else None
            _LOG.warning(
                "Waiting up to %.0f seconds for the Qdrant server at %s, which does not answer: %s",
                self._seconds,
                self.place,
                error,
            )

    def _told(self, passing: _Passing) -> str:
        dead = told_dead(self._client, OURS) if passing.status >= _SERVERS_FAULT else ""
        if dead:
            return f"The Qdrant server at {self.place} has only a part of its data: {dead}"
        return (
            f"The Qdrant server at {self.place} cannot be reached or is overloaded: "
            f"{passing}. Check that it runs and that CITEWELL_STORE_URL is its address; "
            "an empty CITEWELL_STORE_URL uses the embedded store."
        )

    def _once(self, request: Callable[[QdrantClient], Answer]) -> Answer:
        try:
            return request(self._client)
        except ResponseHandlingException as error:
            raise _Passing(str(error.source) or type(error.source).__name__) from error
        except ResourceExhaustedResponse as error:
            raise _Passing(f"{error.message}") from error
        except UnexpectedResponse as error:
            if error.status_code == _NOT_FOUND:
                raise CollectionMissing(f"Not found on {self.place}.") from error
            if error.status_code in _PASSING_STATUS:
                raise _passing(error) from error
            raise StoreUnavailable(_refusal(self.place, error)) from error
        except ValueError as error:  # how the client's in-memory mode says it
            if "not found" not in str(error):
                raise
            raise CollectionMissing(f"Not found on {self.place}.") from error


def scroll(
    connection: ServerConnection,
    collection: str,
    scope: models.Filter,
    *,
    with_vectors: bool = False,
    page: int = _PAGE,
) -> Iterator[models.Record]:
    """Yield all points that the filter lets through, so many at a time."""
    offset: models.ExtendedPointId | None = None
    while True:
        request = partial(
            QdrantClient.scroll,
            collection_name=collection,
            scroll_filter=scope,
            limit=page,
            offset=offset,
            with_vectors=with_vectors,
        )
        points, offset = connection.ask(request)
        yield from points
        if offset is None:
            return


class CollectionMissing(StoreUnavailable):
    """The server has no such collection."""


class _Passing(Exception):
    """A failure that may be gone at the next try; `status` is the server's, 0 without an answer."""

    def __init__(self, said: str, status: int = 0) -> None:
        super().__init__(said)
        self.status = status


def _passing(error: UnexpectedResponse) -> _Passing:
    status = error.status_code or 0
    return _Passing(f"status {status}, {error.reason_phrase}: {_said(error)}", status)


def _said(error: UnexpectedResponse) -> str:
    return error.content.decode(errors="replace").strip()[:300]


def _refusal(place: str, error: UnexpectedResponse) -> str:
    if error.status_code in (401, 403):
        return (
            f"The Qdrant server at {place} refuses the key (status {error.status_code}). "
            "Set CITEWELL_STORE_API_KEY to a key that may read and write."
        )
    return (
        f"The Qdrant server at {place} refused a request (status {error.status_code}): "
        f"{_said(error)}. Citewell needs Qdrant 1.18 or later."
    )
