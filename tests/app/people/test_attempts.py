"""Failed sign-ins by where they come from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.people.attempts import Attempts

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_so_many_may_fail_in_a_while_and_no_more() -> None:
    attempts = Attempts(most=2, minutes=10)

    first = [attempts.begin("192.0.2.1", NOON) for _ in range(3)]
    later = attempts.begin("192.0.2.1", NOON + timedelta(minutes=10))

    assert first == [True, True, False]
    assert later


def test_one_that_succeeds_is_not_counted_and_lifts_nothing() -> None:
    attempts = Attempts(most=2, minutes=10)
    attempts.begin("192.0.2.1", NOON)

    attempts.begin("192.0.2.1", NOON)
    attempts.succeeded("192.0.2.1")

    assert [attempts.begin("192.0.2.1", NOON) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "no address", True),
    ],
)
def test_what_counts_as_one_place(one: str, other: str, same: bool) -> None:
    attempts = Attempts(most=1, minutes=10)
    attempts.begin(one, NOON)

    assert attempts.begin(other, NOON) is not same


def test_a_flood_of_addresses_fills_no_memory() -> None:
    attempts = Attempts(most=1, minutes=10)

    for number in range(10_100):
        attempts.begin(f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}", NOON)

    assert attempts.places() == 10_000
