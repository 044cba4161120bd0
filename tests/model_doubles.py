"""Tiny random models with the real architectures and folder layouts, built on the fly.

They stand for weights of gigabytes: what loads and frames them right loads the real ones right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_tensors
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Transformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    AutoModel,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    Gemma3TextConfig,
    Gemma3TextModel,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
)

TRAINING_TEXT = [
    "system query document user assistant",
    "Members may add a spouse within 60 days of a qualifying life event. Yes No",
    "The grace period is 31 days; coverage ends when the premium is not paid.",
]
SPECIAL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "[CLS]", "[SEP]", "Yes"]
QUERY_PROMPT = "<|im_start|>system\nquery<|im_end|>\n<|im_start|>user\n"
DOCUMENT_PROMPT = "<|im_start|>system\ndocument<|im_end|>\n<|im_start|>user\n"
SUFFIX = "<|im_end|>\n"
GEMMA_QUERY = "task: search result | query: "
GEMMA_DOCUMENT = "title: none | text: "
VOYAGE_QUERY = "Represent the query for retrieving supporting documents: "
VOYAGE_DOCUMENT = "Represent the document for retrieval: "


def write_json(path: Path, content: object) -> None:
    """Write a JSON file, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def small_tokenizer(
    *, padding_side: str = "left", max_tokens: int = 128, like_bert: bool = False
) -> PreTrainedTokenizerFast:
    """Train a byte-level BPE tokenizer with the special tokens of Qwen and BERT."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=SPECIAL_TOKENS[:-1],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TRAINING_TEXT, trainer)
    if like_bert:
        ends = [("[CLS]", 3), ("[SEP]", 4)]
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=ends
        )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="<|endoftext|>",
        eos_token="<|im_end|>",
        padding_side=padding_side,
        model_max_length=max_tokens,
    )


def qwen_config(tokenizer: PreTrainedTokenizerFast) -> Qwen3Config:
    """Return Qwen3's shape with two narrow layers."""
    return Qwen3Config(
        vocab_size=512,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        tie_word_embeddings=True,
        max_position_embeddings=2048,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )


def qwen_model(tokenizer: PreTrainedTokenizerFast) -> Qwen3ForCausalLM:
    """Return a random two-layer Qwen3, the same at every call."""
    torch.manual_seed(7)
    model = Qwen3ForCausalLM(qwen_config(tokenizer))
    # As initialised, all logits are near 0 and all states alike: a wrong framing would not show.
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    return model


def projection_matrices() -> Mapping[str, NDArray[np.float32]]:
    """Return random matrices 64 -> 32 -> 16 -> 8, keyed by their output dimension."""
    random = np.random.default_rng(11)
    sizes = [64, 32, 16, 8]
    return {
        str(after): random.standard_normal((before, after)).astype(np.float32)
        for before, after in pairwise(sizes)
    }


def build_zembed(folder: Path, *, padding_side: str = "left", max_tokens: int = 128) -> Path:
    """Write a folder laid out as zembed-1's: prompts, suffix, projections, remote code."""
    tokenizer = small_tokenizer(padding_side=padding_side, max_tokens=max_tokens)
    qwen_model(tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    save_file(dict(projection_matrices()), folder / "projections.safetensors")
    (folder / "modeling_zembed.py").write_text(_REMOTE_CODE, encoding="utf-8")
    write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": QUERY_PROMPT, "document": DOCUMENT_PROMPT},
            "suffix": SUFFIX,
            "default_prompt_name": "document",
            "similarity_fn_name": "cosine",
        },
    )
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": max_tokens})
    _write_modules(folder, "modeling_zembed.ZembedTransformer", "lasttoken", 64)
    return folder


def build_zembed_without_remote_code(folder: Path) -> Path:
    """Write the same, its input module being sentence-transformers' own: loads without a word."""
    build_zembed(folder)
    _write_modules(folder, "sentence_transformers.models.Transformer", "lasttoken", 64)
    return folder


def build_gemma(folder: Path) -> Path:
    """Write a folder laid out as EmbeddingGemma's: both directions, mean, two layers, unit."""
    tokenizer = small_tokenizer(padding_side="right")
    torch.manual_seed(5)
    config = Gemma3TextConfig(
        vocab_size=512,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=1,
        head_dim=16,
        use_bidirectional_attention=True,
        max_position_embeddings=256,
        sliding_window=64,
        pad_token_id=tokenizer.pad_token_id,
    )
    save_layers(folder, Gemma3TextModel(config), tokenizer, "mean", [(64, 96), (96, 64)])
    config_file = folder / "config_sentence_transformers.json"
    content = json.loads(config_file.read_text(encoding="utf-8"))
    content["prompts"] = {"query": GEMMA_QUERY, "document": GEMMA_DOCUMENT}
    write_json(config_file, content)
    return folder


def bert_config() -> BertConfig:
    """Return the form of a tiny BERT."""
    return BertConfig(
        vocab_size=512,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=64,
        pad_token_id=0,
    )


def build_medembed(folder: Path) -> Path:
    """Write a folder laid out as MedEmbed's: BERT, the first token, unit length."""
    tokenizer = small_tokenizer(padding_side="right", max_tokens=64, like_bert=True)
    torch.manual_seed(3)
    save_layers(folder, BertModel(bert_config()), tokenizer, "cls", [])
    return folder


def build_cross_encoder(folder: Path) -> Path:
    """Write a folder laid out as any published cross-encoder's: BERT with one score."""
    torch.manual_seed(2)
    config = BertConfig(  # type: ignore[call-arg] # num_labels is the base class's
        vocab_size=512,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=64,
        num_labels=1,
        pad_token_id=0,
        # Wider than usual: else all texts score alike.
        initializer_range=0.2,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = small_tokenizer(padding_side="right", max_tokens=64, like_bert=True)
    tokenizer.save_pretrained(folder)
    return folder


def build_voyage(folder: Path, *, architecture: str = "Qwen3ForCausalLM") -> Path:
    """Write a folder laid out as voyage-4-nano's: both directions, mean, a linear layer.

    Its own configuration names an architecture that it does not have.
    """
    tokenizer = small_tokenizer(padding_side="right")
    model = Qwen3Model(qwen_config(tokenizer))
    model.load_state_dict(qwen_model(tokenizer).model.state_dict())
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    own_code = "modeling_qwen3_bidirectional"
    config |= {
        "architectures": [architecture],
        "auto_map": {"AutoModel": f"{own_code}.Qwen3BidirectionalModel"},
        "use_bidirectional_attention": True,
        "num_labels": 96,
    }
    write_json(folder / "config.json", config)
    (folder / f"{own_code}.py").write_text(_REMOTE_CODE, encoding="utf-8")
    weights = {f"model.{name}": value.contiguous() for name, value in model.state_dict().items()}
    torch.manual_seed(9)
    weights["linear.weight"] = torch.randn(96, 64)
    # In 16 bits, and without the usual word of who wrote them.
    halved = {name: value.to(torch.bfloat16) for name, value in weights.items()}
    save_tensors(halved, folder / "model.safetensors")
    write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": VOYAGE_QUERY, "document": VOYAGE_DOCUMENT}},
    )
    _write_modules(folder, "sentence_transformers.models.Transformer", "mean", 96)
    return folder


def last_token_rows(folder: Path, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return plain transformers' last hidden state of each whole text's last token, unit length.

    No batch, no padding, no framing: what a served zembed-1 makes of what it is sent.
    """
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    rows = []
    for text in texts:
        with torch.no_grad():
            states = model(**tokenizer(text, return_tensors="pt")).last_hidden_state
        rows.append(torch.nn.functional.normalize(states[0, -1], dim=0).numpy())
    return np.stack(rows)


_REMOTE_CODE = "raise RuntimeError('the model folder\\'s own code must not be run')\n"


def save_layers(
    folder: Path,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    pooling: str,
    layers: list[tuple[int, int]],
) -> None:
    """Write a transformer, its pooling, its layers and the last step to unit length."""
    bare = folder.with_name(f"{folder.name}-bare")
    model.save_pretrained(bare)
    tokenizer.save_pretrained(bare)
    dense = [Dense(before, after, bias=False, activation_function=None) for before, after in layers]
    modules = [Transformer(str(bare)), Pooling(64, pooling), *dense, Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )


def _write_modules(folder: Path, transformer: str, pooling: str, dimension: int) -> None:
    library = "sentence_transformers.models"
    write_json(
        folder / "modules.json",
        [
            module(0, "", transformer),
            module(1, "1_Pooling", f"{library}.Pooling"),
            module(2, "2_Normalize", f"{library}.Normalize"),
        ],
    )
    write_json(
        folder / "1_Pooling" / "config.json",
        {"embedding_dimension": dimension, "pooling_mode": pooling, "include_prompt": True},
    )


def module(index: int, path: str, kind: str) -> dict[str, object]:
    """Return one entry of a modules.json."""
    return {"idx": index, "name": str(index), "path": path, "type": kind}
