"""Batches by a budget of padded tokens, worked off by one or more replicas of a model."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from knowledge.domain.errors import ModelUnavailable

Work = Callable[[list[int]], None]
"""Works off the texts at these positions, and keeps what comes of them."""


def token_budget_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield positions in batches, longest texts first, so that count x longest <= `budget`."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    start = 0
    while start < len(order):
        longest = max(1, lengths[order[start]])
        size = max(1, budget // longest)
        yield order[start : start + size]
        start += size


def work_off(batches: Iterator[list[int]], replicas: Sequence[Work]) -> None:
    """Give every batch to a replica that is free; halve one that does not fit into memory.

    Once a size did not fit, later batches are not tried at more than half of it.

    Raises:
        ModelUnavailable: one text alone does not fit.
    """
    queue = _Queue(batches)
    if len(replicas) == 1:
        _serve(queue, replicas[0])
        return
    with ThreadPoolExecutor(len(replicas)) as pool:
        for done in [pool.submit(_serve, queue, replica) for replica in replicas]:
            done.result()


class _Queue:
    """The batches still to do; replicas take from it at the same time."""

    def __init__(self, batches: Iterator[list[int]]) -> None:
        self._batches = deque(batches)
        self._lock = threading.Lock()
        self._most = max((len(batch) for batch in self._batches), default=1)
        self._shrunk = False

    def take(self) -> list[int] | None:
        """Return the next batch, None when all are taken."""
        with self._lock:
            if not self._batches:
                return None
            batch = self._batches.popleft()
            if self._shrunk and len(batch) > self._most:
                self._batches.appendleft(batch[self._most :])
                batch = batch[: self._most]
            return batch

    def give_back(self, batch: list[int]) -> None:
        """Put back a batch that did not fit, in halves; the longest texts come first."""
        with self._lock:
            self._shrunk = True
            self._most = (len(batch) + 1) // 2
            self._batches.appendleft(batch)

    def drop_all(self) -> None:
        """Leave the rest undone, after an error."""
        with self._lock:
            self._batches.clear()


def _serve(queue: _Queue, replica: Work) -> None:
    while (batch := queue.take()) is not None:
        try:
            replica(batch)
        except BaseException as error:
            if not _out_of_memory(error):
                queue.drop_all()
                raise
            if len(batch) == 1:
                queue.drop_all()
                raise ModelUnavailable(
                    "One text alone does not fit into the device's memory. Set "
                    "CITEWELL_PASSAGE_TOKENS lower, or CITEWELL_EMBEDDING_DEVICE to another."
                ) from error
        else:
            continue
        # Outside of the handler: the error's frames hold the tensors that filled the memory.
        _give_memory_back()
        queue.give_back(batch)


def _give_memory_back() -> None:
    torch = sys.modules.get("torch")  # who has not imported it has filled no GPU
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def _out_of_memory(error: BaseException) -> bool:
    # torch's own class is a RuntimeError too; mps and the CPU's allocator say it in words only.
    said = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in said or "can't allocate" in said)
