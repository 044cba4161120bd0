"""A tuned model's weights mixed with its base's: keeps what the base could do.

Wortsman et al. 2022 (WiSE-FT), https://arxiv.org/abs/2109.01903.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from sentence_transformers import SentenceTransformer

Weights = Mapping[str, torch.Tensor]


def weights_of(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return a copy of a model's weights in main memory."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}


def mixed(base: Weights, tuned: Weights, weight: float) -> dict[str, torch.Tensor]:
    """Return (1 - weight) x base + weight x tuned, tensor by tensor, in the tuned one's format.

    At 0 and 1 the result is the one or the other to the bit; what is no number with a point
    (position ids) is taken from the tuned model.
    """
    if weight in (0.0, 1.0):
        return dict(tuned if weight else base)
    return {
        name: torch.lerp(base[name].float(), value.float(), weight).to(value.dtype)
        if value.is_floating_point()
        else value
        for name, value in tuned.items()
    }


def put_in(model: SentenceTransformer, weights: Weights) -> None:
    """Make these a model's weights."""
    model.load_state_dict(dict(weights))
