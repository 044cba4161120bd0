"""Takes uploads from the pages of curators only, and no more of them than fit into memory.

Streamlit itself keeps what any open page sends it, the sign-in page too. This stands before it, as
ASGI middleware, and answers before a byte of the file is read.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass

from app.auth.visitor import Visitor
from knowledge.domain.errors import AssistantError

_MARK = "/_stcore/upload_file/"
_MEGABYTE = 1_000_000
_LEAST_BYTES = 65_536
"""What any file counts as, so that a million empty ones do not pass."""
_PAGES_KEPT = 256

Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, object], Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much is held until it is added: of one file, of one open page, of all pages together."""

    file_bytes: int
    page_bytes: int
    all_bytes: int

    @classmethod
    def of_megabytes(cls, *, file: int, page: int, everybody: int) -> UploadLimits:
        """Return limits of which each lets the one before it through."""
        page = max(page, file)
        return cls(*(_MEGABYTE * each for each in (file, page, max(everybody, page))))


@dataclass(frozen=True, slots=True)
class _UploadPage:
    visitor: Visitor
    limits: UploadLimits


class UploadPermits:
    """The open pages that may upload, by their session's id."""

    def __init__(self) -> None:
        self._pages: dict[str, _UploadPage] = {}

    def allow(
        self,
        session: str,
        visitor: Visitor,
        limits: UploadLimits,
        *,
        is_open: Callable[[str], bool],
    ) -> None:
        """Let an open page upload, as long as its visitor is a curator."""
        if len(self._pages) >= _PAGES_KEPT:
            self._pages = {each: page for each, page in self._pages.items() if is_open(each)}
        self._pages[session] = _UploadPage(visitor, limits)

    def limits(self, session: str) -> UploadLimits | None:
        """Return what a page may upload; None where its visitor is no curator at this moment."""
        page = self._pages.get(session)
        if page is None:
            return None
        try:
            page.visitor.curator()
        except AssistantError:
            return None
        return page.limits


PERMITS = UploadPermits()
"""Those of this process: written by the pages, read by the gate before them."""


class UploadGuard:
    """ASGI middleware; `held` says how many bytes are kept already, by session."""

    def __init__(
        self, app: App, *, permits: UploadPermits, held: Callable[[], Mapping[str, int]]
    ) -> None:
        self._app = app
        self._permits = permits
        self._held = held
        self._coming: dict[str, int] = defaultdict(int)

    async def __call__(
        self, scope: MutableMapping[str, object], receive: Receive, send: Send
    ) -> None:
        """Pass on what is no upload, or one that may come."""
        session = _session_of(scope)
        if session is None:
            await self._app(scope, receive, send)
            return
        # The permit looks into the database.
        limits = await asyncio.to_thread(self._permits.limits, session)
        if limits is None:
            await _refuse(send, 403, "Sign in as a curator to upload files.")
            return
        size = max(_length_of(scope, limits.file_bytes), _LEAST_BYTES)
        if not self._fits(session, size, limits):
            await _refuse(send, 413, "Too much is uploaded and not yet added. Add it first.")
            return
        self._coming[session] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size
            if not self._coming[session]:
                del self._coming[session]

    def _fits(self, session: str, size: int, limits: UploadLimits) -> bool:
        held = self._held()
        here = held.get(session, 0) + self._coming.get(session, 0)
        everywhere = sum(held.values()) + sum(self._coming.values())
        return here + size <= limits.page_bytes and everywhere + size <= limits.all_bytes


def weight(sizes: Mapping[str, int]) -> int:
    """Return what files of these sizes count as together."""
    return sum(max(size, _LEAST_BYTES) for size in sizes.values())


def _session_of(scope: Mapping[str, object]) -> str | None:
    """Return the session that a request wants to upload for; None where it is none."""
    if scope.get("type") != "http" or scope.get("method") in ("OPTIONS", "DELETE"):
        return None
    before, mark, after = str(scope.get("path", "")).partition(_MARK)
    del before
    return after.partition("/")[0] if mark else None


def _length_of(scope: Mapping[str, object], most: int) -> int:
    """Return how long a body says it is; one that does not say may be as long as a file may."""
    headers = scope.get("headers")
    for name, value in headers if isinstance(headers, list | tuple) else ():
        if name == b"content-length" and value.isdigit():
            return int(value)
    return most


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"detail": why}).encode()
    # The connection is not closed: the server discards what still comes, and the answer arrives.
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
