"""How the work of a call grows with its text: by processor time of this thread, noise kept out.

Linear and quadratic lie far apart (8 and 64 times the work for 8 times the text), so the bound
between them is hit by neither; each reading is the least of several.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIZE = 4096
FACTOR = 8
MOST_GROWTH = 24.0
"""Times the work for `FACTOR` times the text: FACTOR to the power of 1.53."""
SURELY_LINEAR_SECONDS = 0.0004
"""At SIZE. A quadratic pattern takes some 8 million steps there, of a nanosecond and more."""
_ENDLESS_SECONDS = 0.3
_READINGS = 2
_SUSPICIOUS = 14


class TookTooLong(Exception):
    """A call did not end in its processor time."""


def seconds(call: Callable[[], object], *, at_most: float, readings: int = 1) -> float:
    """Return the least processor time that a call takes.

    Raises:
        TookTooLong: each of the readings goes over `at_most`.
    """
    return min(_one(call, at_most, last=left == 0) for left in reversed(range(readings)))


def _one(call: Callable[[], object], at_most: float, *, last: bool) -> float:
    try:
        with _ended_after(at_most):
            begun = time.thread_time()
            call()
            return time.thread_time() - begun
    except TookTooLong:
        if last:
            raise
        return math.inf


def is_injection(call: Callable[[str], object], text: Callable[[int], str]) -> bool:
    """Take one quick look: linear work of a large text is not to be told from noise."""
    small, large = text(SIZE // FACTOR), text(SIZE)
    try:
        last = seconds(lambda: call(large), at_most=_ENDLESS_SECONDS)
        if last < SURELY_LINEAR_SECONDS:
            return False
        return last > _SUSPICIOUS * seconds(lambda: call(small), at_most=_ENDLESS_SECONDS)
    except TookTooLong:
        return True


def careful_growth(
    call: Callable[[str], object], text: Callable[[int], str], *, size: int = SIZE // 2
) -> float:
    """Return the growth from several readings of larger texts."""
    small, large = text(size), text(size * FACTOR)
    try:
        first = seconds(lambda: call(small), at_most=_ENDLESS_SECONDS, readings=_READINGS)
        most = max(first * MOST_GROWTH, SURELY_LINEAR_SECONDS * FACTOR)
        return seconds(lambda: call(large), at_most=most, readings=_READINGS) / first
    except TookTooLong:
        return math.inf


@contextmanager
def _ended_after(limit: float) -> Iterator[None]:
    """End a call, an endless match among them, which looks for signals now and then.

    The handler stays for good: the kernel may deliver the signal after the timer is taken back,
    and its default is to end the process.
    """
    signal.signal(signal.SIGVTALRM, _when_armed)
    try:
        _armed.append(limit)
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)
        yield
    finally:
        _armed.clear()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _when_armed(_number: int, _frame: FrameType | None) -> None:
    if _armed:
        raise TookTooLong


_armed: list[float] = []
