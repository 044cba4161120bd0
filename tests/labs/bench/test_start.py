"""Commands measured in processes of their own."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import InputError
from labs.bench.start import bench_start


def test_each_command_is_run_in_every_round() -> None:
    (cost,) = bench_start({"the version": ["--version"]}, rounds=2)

    assert cost.command == "the version"
    assert len(cost.processor) == len(cost.clock) == 2
    assert min(*cost.processor, *cost.clock) > 0


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(InputError, match="citewell nothing cannot be measured"):
        bench_start({"nothing": ["nothing"]}, rounds=1)
