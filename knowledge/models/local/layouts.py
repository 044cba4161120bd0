"""Models that their folders' own layout would load wrongly: EmbeddingGemma 2, voyage-4-nano.

Gemma's text half is loaded alone, without the packages that its pictures and sounds need. Its
folder names a processor that wants torchvision even where only texts are embedded, and holds 470 M
parameters that read no text. What is loaded here is an ordinary text model.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors import safe_open
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Transformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

from knowledge.domain.errors import ModelDamaged

_NOT_FOR_TEXTS = {
    "processor_config.json",
    "preprocessor_config.json",
    "video_preprocessor_config.json",
    "chat_template.jinja",
}
_TEXT_WEIGHTS = r"^language_model\."


def is_gemma2(folder: Path) -> bool:
    """Tell whether a folder holds EmbeddingGemma 2 with all its halves."""
    path = folder / "config.json"
    return path.is_file() and _read(path).get("model_type") == "embedding_gemma2"


def load_gemma2_model(
    folder: Path, *, dtype: str = "auto", device: str | None = None
) -> SentenceTransformer:
    """Load the text model from its folder; saved, it is a text model's ordinary folder."""
    with TemporaryDirectory(prefix="citewell-text-") as name:
        view = Path(name)
        _lay_out_text_half(folder, view)
        model = SentenceTransformer(
            str(view),
            device=device,
            local_files_only=True,
            model_kwargs={
                "dtype": dtype,
                # FlashAttention 2 takes heads of at most 256; the layers that see all have 512.
                "attn_implementation": "sdpa",
                "key_mapping": {_TEXT_WEIGHTS: ""},
            },
        )
    # Else saving would give the weights their old names back, and a text model has no such.
    vars(model[0].get_submodule("model")).pop("_weight_conversions", None)
    return model


def _lay_out_text_half(folder: Path, view: Path) -> None:
    """Link the files of `folder` into `view`, and rewrite those that speak of more than text."""
    config = _read(folder / "config.json")
    tokenizer = _read(folder / "tokenizer_config.json")
    tokenizer.pop("processor_class", None)
    limit = _read(folder / "sentence_bert_config.json").get("max_seq_length")
    text = config.get("text_config")
    assert isinstance(text, dict), "an EmbeddingGemma 2 has a text half"
    written: dict[str, dict[str, object]] = {
        "config.json": {**text, "architectures": ["EmbeddingGemma2TextModel"]},
        "tokenizer_config.json": tokenizer,
        "sentence_bert_config.json": {"max_seq_length": limit} if limit else {},
    }
    for name, content in written.items():
        (view / name).write_text(json.dumps(content), encoding="utf-8")
    for path in folder.iterdir():
        if path.name not in written and path.name not in _NOT_FOR_TEXTS:
            (view / path.name).symlink_to(path.resolve())


def _read(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


# voyage-4-nano without its remote code, which does not run on transformers 5.


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
