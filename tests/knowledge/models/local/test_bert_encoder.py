"""The bundled model without torch: torch's own vectors, counts and cuts."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from knowledge.domain.embedding import Embedder
from tests.flat_settings import settings_with
from tests.opening import open_embedder

TEXTS = [
    "Members may add a spouse.",
    "a",
    "",
    "Wann endet die Frist? ¿Cuándo? 保険 🙂 naïve coöperation",
    "The grace period is 31 days; " * 120,
    "line\nbreak\tand [SEP] [MASK] <s>",
]
WITHOUT_TORCH = """
import sys
from tests.flat_settings import settings_with
from tests.opening import open_embedder
open_embedder(settings_with(embedding_device="cpu")).embed_queries(["a question"])
print(*sorted({"torch", "transformers", "sentence_transformers", "scipy"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def with_torch() -> Embedder:
    return open_embedder(settings_with(embedding_device="cpu", embedding_backend="torch"))


@pytest.fixture(scope="module")
def without_torch() -> Embedder:
    return open_embedder(settings_with(embedding_device="cpu"))


def test_every_number_is_torch_s(with_torch: Embedder, without_torch: Embedder) -> None:
    expected, made = with_torch.embed_passages(TEXTS), without_torch.embed_passages(TEXTS)

    np.testing.assert_allclose(made, expected, atol=2e-6)


def test_the_model_keeps_its_name_its_limit_and_its_counts(
    with_torch: Embedder, without_torch: Embedder
) -> None:
    assert without_torch.identity == with_torch.identity
    assert without_torch.max_tokens == with_torch.max_tokens
    assert without_torch.count_tokens(TEXTS) == with_torch.count_tokens(TEXTS)


def test_a_text_s_vector_does_not_depend_on_what_is_embedded_beside_it(
    without_torch: Embedder,
) -> None:
    alone = np.concatenate([without_torch.embed_passages([text]) for text in TEXTS])

    np.testing.assert_allclose(without_torch.embed_passages(TEXTS), alone, atol=2e-6)


def test_a_question_needs_neither_torch_nor_what_comes_with_it() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH], capture_output=True, text=True, check=True
    )

    assert asked.stdout.strip() == ""


@pytest.mark.parametrize(
    ("given", "gpu"),
    [
        ({"embedding_backend": "torch"}, False),
        ({"embedding_device": "cpu", "embedding_dtype": "bfloat16"}, False),
        ({}, True),
    ],
)
def test_torch_computes_where_it_is_asked_for_or_may_have_a_gpu(
    given: dict[str, str], gpu: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.opening.embedders.has_gpu", lambda: gpu)
    monkeypatch.setattr("knowledge.models.local.bert_encoder.compile_on_processor", None)

    assert open_embedder(settings_with(**given)).embed_queries(["a"]).shape == (1, 384)
