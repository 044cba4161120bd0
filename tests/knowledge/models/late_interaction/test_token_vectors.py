"""Vectors packed into one bit a number: what comes back, and how large they are."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.domain.passages import FloatRows
from knowledge.models.late_interaction.token_vectors import packed, turned, unpacked


def unit(rows: int, dimension: int, *, seed: int = 0) -> FloatRows:
    made = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    unit_rows: FloatRows = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit_rows


@pytest.mark.parametrize("dimension", [64, 100, 384, 768])
def test_cosines_to_packed_vectors_are_right_but_for_chance(dimension: int) -> None:
    asked, kept = unit(200, dimension, seed=1), unit(200, dimension, seed=2)

    back = unpacked(packed(kept), dimension)

    missed = turned(asked) @ back.T - asked @ kept.T
    assert abs(missed.mean()) < 0.002
    assert missed.std() < 0.8 / dimension**0.5
    assert (turned(kept) * back).sum(axis=1).mean() == pytest.approx(1, abs=0.02)


def test_one_number_that_outweighs_all_others_is_no_harm() -> None:
    kept = unit(30, 384)
    kept[:, 7] += 5
    kept /= np.linalg.norm(kept, axis=1, keepdims=True)

    back = unpacked(packed(kept), 384)

    missed = turned(kept) @ back.T - kept @ kept.T
    assert missed.std() < 0.06


def test_a_number_takes_a_bit() -> None:
    assert len(packed(unit(3, 384))) == 3 * 384 // 8


def test_what_was_packed_with_an_earlier_release_is_still_understood() -> None:
    assert packed(np.eye(2, 12, dtype=np.float32)).hex() == "fff0f800"


def test_no_rows_are_no_bytes() -> None:
    empty = np.zeros((0, 384), dtype=np.float32)

    assert packed(empty) == b""
    assert unpacked(b"", 384).shape == (0, 384)
