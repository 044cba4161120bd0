"""Loads an embedding model's folder as its layout wants it, for searching and for tuning."""

from __future__ import annotations

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer

from knowledge.errors import ModelDamaged
from knowledge.local.devices import load_with_attention, weight_shapes
from knowledge.local.framed import load_framed_model
from knowledge.local.gemma2 import is_gemma2, load_gemma2_model
from knowledge.local.voyage import is_voyage, load_voyage_model
from knowledge.models.framing import Framing


def load_model(
    folder: Path, framing: Framing, *, dtype: str, attention: str | None, device: str
) -> SentenceTransformer:
    """Load a model whole in one number format; nothing is downloaded, none of its code is run.

    Raises:
        OSError, ValueError, RuntimeError: the folder holds no model that can be loaded.
        ModelDamaged: weights are missing.
    """
    model = load_with_attention(
        lambda chosen: _by_layout(folder, framing, dtype=dtype, attention=chosen, device=device),
        attention,
    )
    _refuse_random_weights(model, folder)
    # Dense layers behind the transformer come in the format that they were saved in.
    return model.to(getattr(torch, dtype))


def _by_layout(
    folder: Path, framing: Framing, *, dtype: str, attention: str | None, device: str
) -> SentenceTransformer:
    if framing.suffix:
        return load_framed_model(folder, framing, dtype=dtype, attention=attention, device=device)
    if is_voyage(folder):
        return load_voyage_model(folder, dtype=dtype, device=device)
    if is_gemma2(folder):
        return load_gemma2_model(folder, dtype=dtype, device=device)
    return SentenceTransformer(
        str(folder),
        device=device,
        local_files_only=True,
        model_kwargs={"dtype": dtype, "attn_implementation": attention},
    )


def _refuse_random_weights(model: SentenceTransformer, folder: Path) -> None:
    """Compare names: transformers fills what a folder lacks with chance, and only warns.

    Some names change from version to version and some layers are not used, so most must be lacking.
    """
    kept = weight_shapes(folder)
    adapted = (folder / "adapter_config.json").is_file()
    if not kept or adapted or not isinstance(model[0], Transformer):
        return
    # A folder may name the weights of a larger model: "model.layers.0" for "layers.0".
    tails = {name.split(".", depth)[-1] for name in kept for depth in range(3)}
    wanted = [name for name, _ in model[0].named_parameters()]
    lacking = [name for name in wanted if name.split(".", 1)[-1] not in tails]
    if len(lacking) * 2 > len(wanted):
        raise ModelDamaged(
            f"Of the {len(wanted)} weights that the model in {str(folder)!r} needs, {len(lacking)} "
            f"are not in its files, {lacking[0]!r} for one; its vectors would be chance. Pull or "
            "copy the model again."
        )
