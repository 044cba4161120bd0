"""What every encoder does alike, whatever computes it."""

from __future__ import annotations

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge.models.catalogue.folders import bundled_model_folder
from knowledge.models.local.bert_encoder import BertEncoder
from knowledge.models.local.encoder import Encoder
from knowledge.models.local.torch_encoder import TorchEncoder


@pytest.fixture(params=["torch", "openvino"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    folder = bundled_model_folder()
    if request.param == "openvino":
        return BertEncoder(folder)
    return TorchEncoder(SentenceTransformer(str(folder), device="cpu").eval())


def test_it_says_what_the_model_is_like(encoder: Encoder) -> None:
    assert encoder.dimension == 384
    assert encoder.max_tokens == 256
    assert encoder.special_tokens == 2
    assert encoder.batch_tokens > 0


def test_tokens_are_counted_without_special_ones_and_without_a_limit(encoder: Encoder) -> None:
    encoder.limit(8)

    assert encoder.count_tokens(["grace period", "grace period " * 400]) == [2, 800]


def test_what_stands_behind_the_limit_is_not_read(encoder: Encoder) -> None:
    encoder.limit(8)

    read = "one two three four five six"
    cut, whole = encoder.encode([f"{read} more and others", read], prompt="", task="query")

    np.testing.assert_allclose(cut, whole, atol=1e-6)


def test_a_prompt_stands_before_the_text(encoder: Encoder) -> None:
    encoder.limit(64)

    (prompted,) = encoder.encode(["when is it due?"], prompt="query: ", task="query")
    (written,) = encoder.encode(["query: when is it due?"], prompt="", task="query")

    np.testing.assert_allclose(prompted, written, atol=1e-6)
