"""Loads an embedding model's folder as its layout wants it, for searching and for tuning."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from knowledge.domain.errors import ModelDamaged
from knowledge.models.framing import Framing, framed_text, read_framing
from knowledge.models.local.devices import load_with_attention
from knowledge.models.local.layouts import (
    is_gemma2,
    is_voyage,
    load_gemma2_model,
    load_voyage_model,
)
from knowledge.models.local.weights import weight_shapes
from knowledge.models.short_vectors import PROJECTIONS_FILE


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


# A sentence-transformers input module that keeps a model's suffix, and the loader around it.


class FramedTransformer(Transformer):
    """Feeds prompt + text + suffix to the model; an over-long *text* is cut, never its frame.

    sentence-transformers from 5.4 on calls `preprocess` and so passes by the `tokenize` of
    zembed-1's remote code, which alone added the suffix: cosine to the right vector .24 to .64.
    Saving keeps the suffix and the projections, so that a tuned model re-opens as what it is.
    """

    def __init__(self, model_name_or_path: str, *, suffix: str = "", **options: object) -> None:
        super().__init__(model_name_or_path, **options)
        self.suffix = suffix
        self.source = Path(model_name_or_path)

    def preprocess(  # type: ignore[override] # texts only, where the parent takes pictures too
        self,
        inputs: Sequence[str],  # type: ignore[override]
        prompt: str | None = None,
        **options: object,
    ) -> dict[str, Tensor]:
        """Return the features of the framed texts, at most `max_seq_length` tokens each."""
        limit = self.max_seq_length or 512
        framed = [
            framed_text(text, prompt or "", self.suffix, limit=limit, tokenizer=self)
            for text in inputs
        ]
        # The parent's own way from here on: with FlashAttention it packs a batch without padding.
        features: dict[str, Tensor] = super().preprocess(framed)
        return features

    @property
    def special_tokens(self) -> int:
        """Tokens that the tokenizer puts around every text by itself."""
        return int(self._words().num_special_tokens_to_add())

    def token_ends(self, text: str) -> list[int]:
        """Return the character offset at which each token of the text ends."""
        encoded = self._words()(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return [end for _, end in encoded["offset_mapping"]]

    def get_config_dict(self) -> dict[str, object]:
        """Return what is saved in the input module's file, the suffix with it."""
        return {**super().get_config_dict(), "suffix": self.suffix}

    def save(
        self, output_path: str, *args: object, safe_serialization: bool = True, **kwargs: object
    ) -> None:
        """Save the weights, the tokenizer, the suffix and the projections."""
        super().save(output_path, *args, safe_serialization=safe_serialization, **kwargs)
        kept, target = self.source / PROJECTIONS_FILE, Path(output_path) / PROJECTIONS_FILE
        if kept.is_file() and kept.resolve() != target.resolve():
            shutil.copyfile(kept, target)

    def _words(self) -> PreTrainedTokenizerBase:
        tokenizer = self.tokenizer
        assert isinstance(tokenizer, PreTrainedTokenizerBase), "a text model has a tokenizer"
        return tokenizer


def load_framed_model(
    folder: Path,
    framing: Framing | None = None,
    *,
    dtype: str = "auto",
    attention: str | None = None,
    device: str | None = None,
) -> SentenceTransformer:
    """Load a last-token-pooling model with prompts and suffix, running none of its own code.

    `framing` is read from the folder unless given.
    """
    framed = framing or read_framing(folder)
    transformer = FramedTransformer.load(
        str(folder),
        local_files_only=True,
        model_kwargs={"dtype": dtype, "attn_implementation": attention},
        init_defaults={"transformer_task": "feature-extraction"},
    )
    transformer.suffix = framed.suffix
    dimension = transformer.get_embedding_dimension()
    return SentenceTransformer(
        modules=[transformer, Pooling(dimension, "lasttoken"), Normalize()],
        device=device,
        prompts={"query": framed.query_prompt, "document": framed.passage_prompt},
        default_prompt_name="document",
        similarity_fn_name="cosine",
    )
