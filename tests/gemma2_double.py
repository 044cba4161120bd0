"""A tiny random EmbeddingGemma 2, laid out as google/embeddinggemma-2 is."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import processors
from transformers import (
    EmbeddingGemma2Config,
    EmbeddingGemma2Model,
    EmbeddingGemma2TextConfig,
)

from tests.model_doubles import small_tokenizer, write_json

GEMMA_2_DIMENSION = 96
_TEXTS = {"method": "forward", "method_output_name": "last_hidden_state"}


def text_half_config() -> EmbeddingGemma2Config:
    """Return the text half's shape: two sliding layers, one that sees everything, no towers."""
    # By names: three of them are taken apart into a shape for each layer.
    text = EmbeddingGemma2TextConfig.from_dict(
        {
            "vocab_size": 512,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "hidden_size_per_layer_input": 16,
            "embedding_dim": GEMMA_2_DIMENSION,
            "sliding_window": 8,
            "max_position_embeddings": 1024,
            "sliding_window_pattern": 3,
            "global_head_dim": 32,
            "num_global_key_value_heads": 1,
        }
    )
    return EmbeddingGemma2Config(text_config=text, vision_config=None, audio_config=None)


def build_gemma2(folder: Path) -> Path:
    """Write the folder: text weights, a bit of a picture tower, a processor that wants packages."""
    torch.manual_seed(13)
    model = EmbeddingGemma2Model(text_half_config())
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    model.save_pretrained(folder)
    weights = load_file(folder / "model.safetensors")
    weights["vision_tower.patch_embedding.weight"] = torch.ones(4, 4)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    _tell_of_pictures(folder / "config.json")
    _write_tokenizer(folder)
    write_json(folder / "processor_config.json", {"processor_class": "EmbeddingGemma2Processor"})
    write_json(
        folder / "sentence_bert_config.json",
        {
            "max_seq_length": 128,
            "modality_config": {"text": _TEXTS, "image": _TEXTS, "audio": _TEXTS},
            "module_output_name": "token_embeddings",
            "transformer_task": "feature-extraction",
        },
    )
    _write_modules(folder)
    return folder


def _tell_of_pictures(path: Path) -> None:
    config = json.loads(path.read_text(encoding="utf-8"))
    config["vision_config"] = {"model_type": "gemma4_vision"}
    config["audio_config"] = {"model_type": "gemma4_audio"}
    write_json(path, config)


def _write_tokenizer(folder: Path) -> None:
    tokenizer = small_tokenizer(padding_side="right")
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="<|im_start|> $A <|im_end|>",
        pair="<|im_start|> $A $B <|im_end|>",
        special_tokens=[("<|im_start|>", 1), ("<|im_end|>", 2)],
    )
    tokenizer.save_pretrained(folder)
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    write_json(path, config | {"processor_class": "EmbeddingGemma2Processor"})


def _write_modules(folder: Path) -> None:
    library = "sentence_transformers"
    types = {
        "": f"{library}.base.modules.transformer.Transformer",
        "1_Pooling": f"{library}.sentence_transformer.modules.pooling.Pooling",
        "2_Normalize": f"{library}.base.modules.normalize.Normalize",
    }
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate(types.items())
    ]
    write_json(folder / "modules.json", modules)
    write_json(
        folder / "1_Pooling" / "config.json",
        {"embedding_dimension": GEMMA_2_DIMENSION, "pooling_mode": "mean", "include_prompt": True},
    )
    write_json(
        folder / "config_sentence_transformers.json",
        {
            "default_prompt_name": None,
            "model_type": "SentenceTransformer",
            "prompts": {
                "Document": "title: none | text: ",
                "SearchQuery": "task: search result | query: ",
            },
            "similarity_fn_name": "cosine",
        },
    )
