"""Weights of base and tuned model, mixed."""

from __future__ import annotations

import torch

from finetune.training.evaluation import (
    Mixture,
)
from finetune.training.weights import mixed


def test_weights_are_mixed_in_proportion_and_the_ends_are_exact(mixture: Mixture) -> None:
    name = next(n for n, v in mixture.base.items() if v.is_floating_point())

    quarter = mixed(mixture.base, mixture.tuned, 0.25)[name]

    assert torch.allclose(quarter, mixture.base[name] + 0.25, atol=1e-6)
    assert torch.equal(mixed(mixture.base, mixture.tuned, 0.0)[name], mixture.base[name])
    assert torch.equal(mixed(mixture.base, mixture.tuned, 1.0)[name], mixture.tuned[name])


def test_what_was_mixed_is_found_again_from_the_mix(mixture: Mixture) -> None:
    mix = mixed(mixture.base, mixture.tuned, 0.4)

    again = mixed(mixture.base, mix, 1 / 0.4)

    assert all(torch.allclose(again[n], mixture.tuned[n], atol=1e-4) for n in again)
