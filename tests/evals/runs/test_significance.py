from __future__ import annotations

import pytest

from evals.runs.significance import difference, estimate


def test_the_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few = estimate([0.0, 1.0] * 10)
    many = estimate([0.0, 1.0] * 1000)

    assert few.mean == many.mean == 0.5
    assert few.low < 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_values_of_one_conversation_count_as_one_piece_of_evidence() -> None:
    values = [0.0] * 50 + [1.0] * 50
    alone = estimate(values)

    clustered = estimate(values, clusters=["a"] * 50 + ["b"] * 50)

    assert clustered.high - clustered.low > 2 * (alone.high - alone.low)


def test_a_steady_gain_is_significant() -> None:
    base = [0.1 * (i % 7) for i in range(100)]

    gain = difference([value + 0.05 for value in base], base)

    assert gain.mean == pytest.approx(0.05)
    assert gain.significant
    assert gain.p_value < 0.001


def test_noise_around_nothing_is_not_significant() -> None:
    base = [0.5] * 100

    gain = difference([0.4, 0.6] * 50, base)

    assert not gain.significant
    assert gain.p_value > 0.5


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4, 0.4]

    assert estimate(values, seed=3) == estimate(values, seed=3)
