"""Ways in which the same model's folder may lie on a disk: saved by other versions, in other forms.

Each takes a finished folder and rewrites a part of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, processors

from tests.model_doubles import write_json

Variant = Callable[[Path], None]
_SPECIAL = [("<|endoftext|>", 0), ("<|im_start|>", 1), ("<|im_end|>", 2)]


def as_built(_: Path) -> None:
    """Leave the folder as it is."""


def with_start_token(folder: Path) -> None:
    """Let the tokenizer put a token before every text."""
    _surround(folder, "<|endoftext|> $A")


def with_end_token(folder: Path) -> None:
    """Let the tokenizer put a token behind every text."""
    _surround(folder, "$A <|endoftext|>")


def in_shards(folder: Path) -> None:
    """Spread the weights over two files and an index, as files above some gigabytes are."""
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(weights)
    half = len(names) // 2
    places: dict[str, str] = {}
    for number, part in enumerate((names[:half], names[half:]), start=1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: weights[name] for name in part}, folder / file, metadata={"format": "pt"})
        places |= dict.fromkeys(part, file)
    index = {"metadata": {"total_size": 1}, "weight_map": places}
    write_json(folder / "model.safetensors.index.json", index)


def in_bfloat16(folder: Path) -> None:
    """Keep the weights in 16 bits, and call them by the name that transformers 4 used."""
    weights = load_file(folder / "model.safetensors")
    halved = {name: value.to(torch.bfloat16) for name, value in weights.items()}
    save_file(halved, folder / "model.safetensors", metadata={"format": "pt"})
    config = _read(folder / "config.json")
    config.pop("dtype", None)
    write_json(folder / "config.json", config | {"torch_dtype": "bfloat16"})


def as_transformers_4_wrote_it(folder: Path) -> None:
    """Name the rotation and the number format as transformers 4 did."""
    config = _read(folder / "config.json")
    rope = config.pop("rope_parameters", None)
    config.pop("layer_types", None)
    config["torch_dtype"] = config.pop("dtype", "float32")
    if isinstance(rope, Mapping) and "full_attention" in rope:
        config |= {"rope_theta": rope["full_attention"]["rope_theta"]}
        config |= {"rope_local_base_freq": rope["sliding_attention"]["rope_theta"]}
    elif isinstance(rope, Mapping):
        config |= {"rope_theta": rope["rope_theta"], "rope_scaling": None}
    write_json(folder / "config.json", config | {"transformers_version": "4.51.0"})


def as_sentence_transformers_2_wrote_it(folder: Path) -> None:
    """Say the pooling by switches, and the limit beside the switch for lower case."""
    path = folder / "1_Pooling" / "config.json"
    pooling = _read(path)
    modes = {"cls": "cls_token", "mean": "mean_tokens", "lasttoken": "lasttoken"}
    switches = {
        f"pooling_mode_{switch}": mode == pooling["pooling_mode"] for mode, switch in modes.items()
    }
    write_json(path, {"word_embedding_dimension": pooling["embedding_dimension"], **switches})
    limit = _read(folder / "sentence_bert_config.json").get("max_seq_length", 64)
    write_json(
        folder / "sentence_bert_config.json", {"max_seq_length": limit, "do_lower_case": False}
    )


def with_a_chat_template(folder: Path) -> None:
    """Bring a template for conversations, as models made of chat models do."""
    template = "{% for m in messages %}[{{ m.role }}] {{ m.content }}{% endfor %}"
    (folder / "chat_template.jinja").write_text(template, encoding="utf-8")


VARIANTS: dict[str, Variant] = {
    each.__name__.replace("_", " "): each
    for each in (
        as_built,
        with_start_token,
        with_end_token,
        in_shards,
        in_bfloat16,
        as_transformers_4_wrote_it,
        as_sentence_transformers_2_wrote_it,
        with_a_chat_template,
    )
}


def _surround(folder: Path, template: str) -> None:
    path = folder / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template, pair=f"{template} $B:1", special_tokens=_SPECIAL
    )
    tokenizer.save(str(path))


def _read(path: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content
