from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.local.batches import token_budget_batches, work_off


def small_memory(done: list[list[int]], *, most: int) -> Callable[[list[int]], None]:
    """Return a replica that runs out of memory on more than `most` texts."""

    def work(batch: list[int]) -> None:
        if len(batch) > most:
            raise torch.OutOfMemoryError(f"CUDA out of memory: {len(batch)} texts")
        done.append(batch)

    return work


def test_batches_hold_every_text_once_and_keep_the_budget() -> None:
    lengths = [5, 100, 40, 1, 60]

    batches = list(token_budget_batches(lengths, 120))

    assert batches == [[1], [4, 2], [0, 3]]


def test_a_text_over_the_budget_is_a_batch_of_its_own() -> None:
    assert list(token_budget_batches([10, 500], 100)) == [[1], [0]]


def test_a_batch_that_does_not_fit_is_halved_and_so_are_later_ones() -> None:
    done: list[list[int]] = []

    work_off(iter([[0, 1, 2, 3], [4, 5, 6, 7]]), [small_memory(done, most=2)])

    assert done == [[0, 1], [2, 3], [4, 5], [6, 7]]


def test_a_text_that_does_not_fit_alone_is_one_clear_error() -> None:
    with pytest.raises(ModelUnavailable, match="One text alone does not fit"):
        work_off(iter([[0, 1]]), [small_memory([], most=0)])


def test_another_error_is_not_taken_for_lack_of_memory() -> None:
    def broken(_: list[int]) -> None:
        raise RuntimeError("device-side assert")

    with pytest.raises(RuntimeError, match="device-side assert"):
        work_off(iter([[0, 1]]), [broken])


def test_replicas_share_the_batches_and_one_may_have_less_memory() -> None:
    done: list[list[int]] = []

    work_off(
        iter([[n, n + 1] for n in range(0, 40, 2)]),
        [small_memory(done, most=2), small_memory(done, most=1)],
    )

    assert sorted(position for batch in done for position in batch) == list(range(40))


def test_the_error_of_one_replica_ends_the_work() -> None:
    def broken(_: list[int]) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        work_off(iter([[n] for n in range(10)]), [broken, broken])
