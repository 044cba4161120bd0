"""Wall time, added up by stage."""

from __future__ import annotations

from time import sleep

import pytest

from knowledge.common.stopwatch import Stopwatch


def test_the_times_of_a_stage_add_up_and_the_total_holds_them_all() -> None:
    watch = Stopwatch()

    for _ in range(2):
        with watch.stage("embed"):
            sleep(0.01)

    seconds = watch.seconds()
    assert set(seconds) == {"embed", "total"}
    assert 0.02 <= seconds["embed"] <= seconds["total"]


def test_a_stage_that_fails_is_counted() -> None:
    watch = Stopwatch()

    with pytest.raises(ValueError, match="broken"), watch.stage("load"):
        raise ValueError("broken")

    assert watch.seconds()["load"] > 0
