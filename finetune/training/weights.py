"""Small trainable adapters on a large frozen model (LoRA), and their way into its weights.

Hu et al. 2021, https://arxiv.org/abs/2106.09685.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from peft import LoraConfig
from peft.tuners.tuners_utils import BaseTunerLayer
from sentence_transformers import SentenceTransformer

_SCALE = 2
"""lora_alpha / rank: the usual choice, so that the learning rate need not follow the rank."""


def add_adapters(model: SentenceTransformer, *, rank: int, seed: int) -> None:
    """Freeze the model and put an adapter beside each linear layer of its transformer."""
    torch.manual_seed(seed)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    model.add_adapter(
        LoraConfig(
            r=rank,
            lora_alpha=_SCALE * rank,
            lora_dropout=0.0,
            target_modules="all-linear",
            bias="none",
        )
    )
    # In 16 bits a small step on a small weight is rounded away.
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            parameter.data = parameter.data.float()


def merge_adapters(model: SentenceTransformer) -> None:
    """Add the adapters to the weights and take them off: the model is an ordinary one again."""
    transformer = model.transformers_model
    assert transformer is not None, "adapters were put beside its layers"
    for name, module in list(transformer.named_modules()):
        if isinstance(module, BaseTunerLayer):
            module.merge()
            parent, _, last = name.rpartition(".")
            setattr(transformer.get_submodule(parent), last, module.get_base_layer())
    del transformer.peft_config
    transformer._hf_peft_config_loaded = False  # else it would save adapters only


# A tuned model's weights mixed with its base's: keeps what the base could do.


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
