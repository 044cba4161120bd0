"""What a fork does to itself is told to the test that asked for it, and ends nothing else."""

from __future__ import annotations

import os
import signal

import pytest

from tests.patterns.fork import in_fork


def test_a_call_is_made_in_a_process_of_its_own() -> None:
    own, parent = in_fork(lambda: (os.getpid(), os.getppid()))

    assert own != os.getpid()
    assert parent == os.getpid()


def test_what_a_call_raises_is_told() -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        in_fork(lambda: 1 // 0)


def test_a_fork_that_dies_is_named_by_its_signal() -> None:
    with pytest.raises(AssertionError, match="ended by SIGKILL"):
        in_fork(lambda: os.kill(os.getpid(), signal.SIGKILL))
