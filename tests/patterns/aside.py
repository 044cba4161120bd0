"""Runs calls in a fresh process beside the tests, which has its own few threads and signals.

The walk ends endless matches by a timer's signal, and a signal ends a process whose native
libraries have left it no stack to take it on (knowledge/models/local/openvino_backend.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Aside:
    """A process that makes one call after the other."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function returns there; it and its arguments are pickled.

        Raises:
            BrokenProcessPool: the process died in the call.
        """
        return self._pool.submit(function, *args, **kwargs).result()


@contextmanager
def process_aside() -> Iterator[Aside]:
    """Open the process, and end it afterwards."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield Aside(pool)
