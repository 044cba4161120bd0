"""However a model's folder was written, its vectors are those of a plain forward pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer

from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.folder_variants import VARIANTS, Variant
from tests.model_doubles import (
    DOCUMENT_PROMPT,
    GEMMA_DOCUMENT,
    SUFFIX,
    build_gemma,
    build_medembed,
    build_zembed,
)
from tests.opening import open_embedder

Rows = NDArray[np.float32]
Pool = Callable[[torch.Tensor], torch.Tensor]
TEXTS = ["Members may add a spouse.", "", "The grace period is 31 days; " * 3, "ü 漢 🙂", "a"]
OVER_LONG = ["The premium was not paid, and the coverage ended. " * 40, "🙂漢 and so on " * 60]


def opened(name: str, folder: Path) -> Settings:
    given = {"embedding_model": name, "embedding_model_path": str(folder)}
    return settings_with(**{**given, "embedding_device": "cpu"})


def plain_rows(folder: Path, texts: Sequence[str], pool: Pool) -> Rows:
    """Return what transformers alone makes of each text by itself, in 32 bits."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.no_grad():
        states = [model(**tokenizer(t, return_tensors="pt")).last_hidden_state[0] for t in texts]
    rows = torch.nn.functional.normalize(torch.stack([pool(each) for each in states]), dim=1)
    plain: Rows = rows.numpy()
    return plain


def least_cosine(ours: Rows, theirs: Rows) -> float:
    return float(np.min(np.sum(ours * theirs, axis=1)))


@pytest.mark.parametrize("padding_side", ["left", "right"])
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_zembed_is_zembed(tmp_path: Path, variant: Variant, padding_side: str) -> None:
    folder = build_zembed(tmp_path / "model", padding_side=padding_side)
    variant(folder)
    framed = [f"{DOCUMENT_PROMPT}{text}{SUFFIX}" for text in TEXTS]
    expected = plain_rows(folder, framed, lambda states: states[-1])

    rows = open_embedder(opened("zembed-1", folder)).embed_passages(TEXTS)

    assert least_cosine(rows, expected) >= 0.9999


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_an_over_long_text_fills_the_model_s_window_to_its_last_token(
    tmp_path: Path, variant: Variant
) -> None:
    folder = build_zembed(tmp_path / "model")
    variant(folder)
    embedder = open_embedder(opened("zembed-1", folder))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    kept = tokenizer(OVER_LONG[0], add_special_tokens=False)["input_ids"][: embedder.max_tokens]
    framed = f"{DOCUMENT_PROMPT}{tokenizer.decode(kept)}{SUFFIX}"
    expected = plain_rows(folder, [framed], lambda states: states[-1])

    rows = embedder.embed_passages([OVER_LONG[0], "a"])[:1]

    assert len(tokenizer(framed)["input_ids"]) == 128
    assert least_cosine(rows, expected) >= 0.9999


def test_a_letter_of_several_tokens_is_not_cut_in_two(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path / "model")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    room = 128 - len(tokenizer(DOCUMENT_PROMPT + SUFFIX)["input_ids"])
    whole = next(
        OVER_LONG[1][:end]
        for end in range(len(OVER_LONG[1]), 0, -1)
        if len(tokenizer(OVER_LONG[1][:end])["input_ids"]) <= room
    )
    expected = plain_rows(folder, [f"{DOCUMENT_PROMPT}{whole}{SUFFIX}"], lambda states: states[-1])

    rows = open_embedder(opened("zembed-1", folder)).embed_passages([OVER_LONG[1]])

    assert least_cosine(rows, expected) >= 0.9999


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_gemma_is_gemma(tmp_path: Path, variant: Variant) -> None:
    folder = build_gemma(tmp_path / "model")
    variant(folder)
    layers = [load_file(folder / f"{n}_Dense" / "model.safetensors") for n in (2, 3)]
    first, second = (layer["linear.weight"] for layer in layers)
    framed = [GEMMA_DOCUMENT + text for text in TEXTS]
    expected = plain_rows(folder, framed, lambda states: second @ (first @ states.mean(0)))

    rows = open_embedder(opened("embeddinggemma-300m", folder)).embed_passages(TEXTS)

    assert least_cosine(rows, expected) >= 0.9999


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_medembed_is_medembed(tmp_path: Path, variant: Variant) -> None:
    folder = build_medembed(tmp_path / "model")
    variant(folder)
    expected = plain_rows(folder, TEXTS, lambda states: states[0])

    rows = open_embedder(opened("medembed-small", folder)).embed_passages(TEXTS)

    assert least_cosine(rows, expected) >= 0.9999
