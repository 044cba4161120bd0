"""Small trainable adapters on a large frozen model (LoRA), and their way into its weights.

Hu et al. 2021, https://arxiv.org/abs/2106.09685.
"""

from __future__ import annotations

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
