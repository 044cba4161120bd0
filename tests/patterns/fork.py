"""Runs a call in a fork of this process, which has one thread and may be ended at any time.

A timer's signal goes to whichever thread runs when the time is up. In a process that other tests
have filled with threads of native libraries, such a signal has ended the whole process; a fork has
none of them, and if it dies this test alone fails, with the signal's name.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import traceback
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def in_fork(call: Callable[[], T]) -> T:
    """Return what a call returns in a fork of this process.

    Raises:
        AssertionError: the call raised, or the fork died; with its traceback or the signal's name.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of forks beside threads: this one only computes, then leaves.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        _answer(call, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended >= 0, f"ended by {signal.Signals(-ended).name}"
    returned, failure = pickle.loads(answer)
    assert failure is None, failure
    result: T = returned
    return result


def _answer(call: Callable[[], object], writing: int) -> None:
    gc.freeze()  # a collection would copy the parent's memory page by page while the clock runs
    try:
        answer = pickle.dumps((call(), None))
    except BaseException:  # noqa: BLE001 - a fork must never go on with the tests of its parent
        answer = pickle.dumps((None, traceback.format_exc()))
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)
