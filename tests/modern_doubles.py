"""Tiny doubles of the models of 2026: ModernBERT bodies, and rerankers that score in own layers."""

from __future__ import annotations

from pathlib import Path

import torch
from sentence_transformers import CrossEncoder
from sentence_transformers.base.modules import Dense, Transformer
from sentence_transformers.sentence_transformer.modules import LayerNorm, Pooling
from torch.nn import GELU, Identity
from transformers import (
    BertModel,
    ModernBertConfig,
    ModernBertForSequenceClassification,
    ModernBertModel,
)

from tests.model_doubles import bert_config, save_layers, small_tokenizer

WINDOW = 16
"""Tokens that a layer of the doubles looks at; padding further off sees nothing."""


def _config() -> ModernBertConfig:
    config = ModernBertConfig(
        vocab_size=512,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=4,
        num_attention_heads=4,
        max_position_embeddings=256,
        local_attention=WINDOW,
        pad_token_id=0,
        bos_token_id=3,
        cls_token_id=3,
        eos_token_id=4,
        sep_token_id=4,
        # Wider than usual: else all texts are alike.
        initializer_range=0.2,
        initializer_cutoff_factor=4.0,
        classifier_pooling="mean",
    )
    config.num_labels = 1
    return config


def build_granite(folder: Path) -> Path:
    """Write a folder laid out as granite-embedding's second release: ModernBERT, first token."""
    torch.manual_seed(4)
    tokenizer = small_tokenizer(padding_side="right", max_tokens=256, like_bert=True)
    save_layers(folder, ModernBertModel(_config()), tokenizer, "cls", [])
    return folder


def build_e5(folder: Path) -> Path:
    """Write a folder laid out as multilingual-e5's: BERT, the mean, no word of its prompts."""
    torch.manual_seed(6)
    tokenizer = small_tokenizer(padding_side="right", max_tokens=64, like_bert=True)
    save_layers(folder, BertModel(bert_config()), tokenizer, "mean", [])
    return folder


def build_ettin(folder: Path) -> Path:
    """Write a folder laid out as an Ettin reranker's: a body, pooling, two layers, a norm."""
    torch.manual_seed(8)
    bare = folder.with_name(f"{folder.name}-bare")
    ModernBertModel(_config()).save_pretrained(bare)
    small_tokenizer(padding_side="right", max_tokens=256, like_bert=True).save_pretrained(bare)
    sentence = "sentence_embedding"
    modules = [
        Transformer(str(bare), transformer_task="feature-extraction"),
        Pooling(64, "cls"),
        Dense(64, 64, bias=False, activation_function=GELU()),
        LayerNorm(64),
        Dense(
            64,
            1,
            activation_function=Identity(),
            module_input_name=sentence,
            module_output_name="scores",
        ),
    ]
    CrossEncoder(modules=modules, device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )
    return folder


def build_gte_reranker(folder: Path) -> Path:
    """Write a folder laid out as gte-reranker-modernbert's: ModernBERT with one score, mean."""
    torch.manual_seed(9)
    ModernBertForSequenceClassification(_config()).save_pretrained(folder)
    tokenizer = small_tokenizer(padding_side="right", max_tokens=256, like_bert=True)
    tokenizer.save_pretrained(folder)
    return folder
