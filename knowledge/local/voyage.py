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
    """Tell whether a folder has Voyage's architecture: a Qwen3 in both directions, a layer on it.

    Its `architectures` says "Qwen3ForCausalLM", which is not so; servers that were told better have
    "VoyageQwen3BidirectionalEmbedModel" there.
    """
    path = folder / "config.json"
    if not path.is_file():
        return False
    config = json.loads(path.read_text(encoding="utf-8"))
    named = any("voyage" in str(name).lower() for name in config.get("architectures") or [])
    bidirectional = config.get("model_type") == "qwen3" and config.get(
        "use_bidirectional_attention"
    )
    return named or bool(bidirectional and _file_of_layer(folder))


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
    path = _file_of_layer(folder)
    if path is None:
        raise ModelDamaged(f"The weights in {str(folder)!r} lack {_LAYER!r}; pull the model again.")
    with safe_open(path, framework="pt") as weights:
        layer: torch.Tensor = weights.get_tensor(_LAYER)
        return layer


def _file_of_layer(folder: Path) -> Path | None:
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as weights:
            if _LAYER in weights.keys():  # noqa: SIM118 -- a file, not a mapping
                return path
    return None
