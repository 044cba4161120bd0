"""The process that the walk runs in, one for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.patterns.aside import Aside, process_aside


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    """Open a process beside the tests."""
    with process_aside() as opened:
        yield opened
