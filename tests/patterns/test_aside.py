"""What is called aside runs in another process, and ends nothing here."""

from __future__ import annotations

import os
import signal
from concurrent.futures.process import BrokenProcessPool

import pytest

from tests.patterns.aside import Aside, process_aside


def test_a_call_is_made_in_another_process(aside: Aside) -> None:
    first, second = aside.call(os.getpid), aside.call(os.getpid)

    assert first == second != os.getpid()


def test_what_a_call_raises_is_raised_here(aside: Aside) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        aside.call(int, "x")


def test_a_process_that_dies_fails_the_call_alone() -> None:
    with process_aside() as aside, pytest.raises(BrokenProcessPool):
        aside.call(signal.raise_signal, signal.SIGKILL)
