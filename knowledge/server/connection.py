"""Asking a Qdrant server: retries what passes, and tells what does not in one line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from knowledge.errors import StoreUnavailable

Answer = TypeVar("Answer")

# Every request here may be repeated: ids are computed, and setting a value twice sets it once.
_PAUSES_SECONDS = (0.2, 0.8, 2.0)
_PAGE = 1_000
_NOT_FOUND = 404
_PASSING_STATUS = frozenset({408, 429, 500, 502, 503, 504})


class ServerConnection:
    """A client and the place it talks to, for messages."""

    def __init__(self, client: QdrantClient, place: str) -> None:
        self._client = client
        self.place = place

    def ask(self, request: Callable[[QdrantClient], Answer]) -> Answer:
        """Return the server's answer; what is likely to pass is tried again.

        Raises:
            StoreUnavailable: the server cannot be reached or refuses.
        """
        for pause in _PAUSES_SECONDS:
            try:
                return self._once(request)
            except _Passing:
                time.sleep(pause)
        try:
            return self._once(request)
        except _Passing as passing:
            raise StoreUnavailable(
                f"The Qdrant server at {self.place} cannot be reached or is overloaded: "
                f"{passing}. Check that it runs and that CITEWELL_STORE_URL is its address; "
                "an empty CITEWELL_STORE_URL uses the embedded store."
            ) from passing

    def close(self) -> None:
        """Close the client."""
        self._client.close()

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
                raise _Passing(f"status {error.status_code}, {error.reason_phrase}") from error
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
) -> Iterator[models.Record]:
    """Yield all points that the filter lets through, page by page."""
    offset: models.ExtendedPointId | None = None
    while True:
        page = partial(
            QdrantClient.scroll,
            collection_name=collection,
            scroll_filter=scope,
            limit=_PAGE,
            offset=offset,
            with_vectors=with_vectors,
        )
        points, offset = connection.ask(page)
        yield from points
        if offset is None:
            return


class CollectionMissing(StoreUnavailable):
    """The server has no such collection."""


class _Passing(Exception):
    """A failure that may be gone at the next try."""


def _refusal(place: str, error: UnexpectedResponse) -> str:
    said = error.content.decode(errors="replace").strip()[:300]
    if error.status_code in (401, 403):
        return (
            f"The Qdrant server at {place} refuses the key (status {error.status_code}). "
            "Set CITEWELL_STORE_API_KEY to a key that may read and write."
        )
    return (
        f"The Qdrant server at {place} refused a request (status {error.status_code}): {said}. "
        "Citewell needs Qdrant 1.18 or later."
    )
