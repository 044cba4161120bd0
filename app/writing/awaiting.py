"""Asynchronous pieces read by a thread, in such a way that waiting for one can be given up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from queue import Empty, SimpleQueue
from time import monotonic

STILL_WAITING = ""
"""A piece without text: nothing has come yet, and whoever reads may close."""
_HEARTBEAT_SECONDS = 0.1


def pieces_of(make: Callable[[], AsyncGenerator[str]]) -> Generator[str]:
    """Yield what an asynchronous generator yields, and `STILL_WAITING` while it does not.

    A thread that is blocked in a socket cannot be called off; one that hears a heartbeat can.
    Closing ends the asynchronous generator at once, wherever it waits.
    """
    queue: SimpleQueue[str | Exception | None] = SimpleQueue()
    running = asyncio.run_coroutine_threadsafe(_fill(make, queue), _LOOP.running())
    try:
        while (piece := _next(queue)) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        running.cancel()


def waiting(seconds: float) -> Generator[str]:
    """Yield `STILL_WAITING` until the time is over."""
    until = monotonic() + seconds
    quiet = threading.Event()
    while (left := until - monotonic()) > 0:
        quiet.wait(min(left, _HEARTBEAT_SECONDS))
        yield STILL_WAITING


def _next(queue: SimpleQueue[str | Exception | None]) -> str | Exception | None:
    try:
        return queue.get(timeout=_HEARTBEAT_SECONDS)
    except Empty:
        return STILL_WAITING


async def _fill(
    make: Callable[[], AsyncGenerator[str]], queue: SimpleQueue[str | Exception | None]
) -> None:
    pieces = make()
    try:
        async for piece in pieces:
            queue.put(piece)
        queue.put(None)
    except Exception as error:  # noqa: BLE001 - it is raised again where the pieces are read
        queue.put(error)
    finally:
        await pieces.aclose()


class _Loop:
    """One event loop in a thread of its own, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                run = self._loop.run_forever
                threading.Thread(target=run, name="language models", daemon=True).start()
            return self._loop


_LOOP = _Loop()
