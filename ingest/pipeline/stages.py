"""Lets stages of an ingest work at the same time: one reads ahead, one writes behind."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

_Item = TypeVar("_Item")
_STOP_SECONDS = 2.0
"""How long to wait for a reader that is in the middle of a file; it is a daemon and ends alone."""


class Prefetcher(Generic[_Item]):
    """Runs an iterator in a thread, ahead of who takes its items, up to `most` in weight.

    Whatever the iterator raises is raised to who takes. Use as a context; leaving it stops the
    thread at its next item.
    """

    def __init__(
        self, items: Iterator[_Item], *, weight: Callable[[_Item], int], most: int
    ) -> None:
        self._items = items
        self._weight = weight
        self._most = most
        self._waiting: deque[_Item] = deque()
        self._held = 0
        self._done = False
        self._stopped = False
        self._error: BaseException | None = None
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="ingest-reading")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._change:
            self._stopped = True
            self._change.notify_all()
        self._thread.join(_STOP_SECONDS)

    def __iter__(self) -> Iterator[_Item]:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._done)
                if not self._waiting:
                    break
                item = self._waiting.popleft()
                self._held -= self._weight(item)
                self._change.notify_all()
            yield item
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            for item in self._items:
                if not self._offered(item):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the items are taken
            self._error = error
        finally:
            with self._change:
                self._done = True
                self._change.notify_all()

    def _offered(self, item: _Item) -> bool:
        with self._change:
            # One item always fits, however heavy it is.
            self._change.wait_for(lambda: self._stopped or self._held < self._most)
            if self._stopped:
                return False
            self._waiting.append(item)
            self._held += self._weight(item)
            self._change.notify_all()
            return True


class BackgroundWriter:
    """Does one thing after the other in a thread of its own; at most one waits to be done.

    An error is raised by the call that follows. Use as a context; leaving it waits.
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ingest-writing")
        self._last: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._executor.shutdown(wait=True)

    def do(self, work: Callable[[], None]) -> None:
        """Begin `work` as soon as what was asked for before is done."""
        self.wait()
        self._last = self._executor.submit(work)

    def wait(self) -> None:
        """Return when all is done; raise what went wrong."""
        last, self._last = self._last, None
        if last is not None:
            last.result()
