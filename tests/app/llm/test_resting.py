from __future__ import annotations

from app.llm.resting import Rest, Rests


def test_only_so_many_failures_in_a_row_bring_a_rest() -> None:
    rest = Rest(3, 600.0, clock=lambda: 100.0)

    rest.failed()
    rest.failed()
    before = rest.seconds_left()
    rest.failed()

    assert (before, rest.seconds_left()) == (0.0, 600.0)


def test_what_goes_well_between_ends_the_counting() -> None:
    rest = Rest(2, 600.0, clock=lambda: 100.0)

    rest.failed()
    rest.went_well()
    rest.failed()

    assert rest.seconds_left() == 0.0


def test_after_a_rest_one_more_failure_begins_the_next() -> None:
    now = [0.0]
    rest = Rest(2, 600.0, clock=lambda: now[0])
    rest.failed()
    rest.failed()

    now[0] = 600.0
    over = rest.seconds_left()
    rest.failed()

    assert (over, rest.seconds_left()) == (0.0, 600.0)


def test_each_key_has_a_rest_of_its_own() -> None:
    rests = Rests(1, 600.0)

    rests.of("here").failed()

    assert rests.of("here").seconds_left() > 0
    assert rests.of("there").seconds_left() == 0
