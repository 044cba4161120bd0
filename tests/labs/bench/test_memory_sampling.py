from __future__ import annotations

import pytest

from knowledge.domain.errors import ConfigurationError
from labs.bench.memory_sampling import MemoryPeaks, resident_bytes

FIFTY_MB = 50 * 1024 * 1024


def test_the_peak_is_that_since_it_was_asked_last() -> None:
    with MemoryPeaks() as peaks:
        before, _ = peaks.since_last()
        held = bytearray(b"x") * FIFTY_MB
        with_it, _ = peaks.since_last()
        del held
        peaks.since_last()
        without_it, _ = peaks.since_last()

    assert with_it >= before + FIFTY_MB
    assert without_it < with_it - FIFTY_MB / 2


def test_a_system_that_does_not_tell_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Linux only"):
        resident_bytes("nobody")
