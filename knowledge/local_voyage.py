"""voyage-4-nano without its remote code, which does not run on transformers 5.

A Qwen3 that attends in both directions, mean pooling, a linear layer, unit length. The layer has
no bias, so that pooling before it or after it is the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import safe_open
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Transformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

from knowledge.errors import ModelDamaged

_LAYER = "linear.weight"


def is_voyage(folder: Path) -> bool:
    """Tell whether a folder has Voyage's architecture."""
    config = folder / "config.json"
    if not config.is_file():
        return False
    names = json.loads(config.read_text(encoding="utf-8")).get("architectures") or []
    return any("voyage" in str(name).lower() for name in names)


def load_voyage_model(
    folder: Path, *, dtype: str = "auto", device: str | None = None
) -> SentenceTransformer:
    """Load the model from its folder, running none of its own code.

    Raises:
        ModelDamaged: the weights lack the linear layer.
    """
    transformer = Transformer.load(
        str(folder),
        local_files_only=True,
        model_kwargs={"dtype": dtype, "attn_implementation": "sdpa"},
        init_defaults={"transformer_task": "feature-extraction"},
    )
    transformer.model.config.is_causal = False
    for module in transformer.model.modules():
        if hasattr(module, "is_causal"):
            module.is_causal = False
    weight = _linear_layer(folder)
    dense = Dense(weight.shape[1], weight.shape[0], bias=False, activation_function=None)
    dense.linear.weight.data = weight.to(transformer.model.dtype)
    return SentenceTransformer(
        modules=[transformer, Pooling(weight.shape[1], "mean"), dense, Normalize()], device=device
    )


def _linear_layer(folder: Path) -> torch.Tensor:
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as weights:
            if _LAYER in weights.keys():  # noqa: SIM118 -- a file, not a mapping
                layer: torch.Tensor = weights.get_tensor(_LAYER)
                return layer
    raise ModelDamaged(f"The weights in {str(folder)!r} lack {_LAYER!r}; pull the model again.")
