"""zembed-1's vectors, held against plain transformers on a tiny double of its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from knowledge.domain.errors import ModelDamaged, ModelUnavailable
from knowledge.models.local.loading import load_framed_model
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.folder_variants import in_shards
from tests.model_doubles import (
    DOCUMENT_PROMPT,
    SUFFIX,
    build_zembed,
    build_zembed_without_remote_code,
    last_token_rows,
)
from tests.opening import open_embedder

Rows = NDArray[np.float32]
SHORT = "Members may add a spouse."
TEXTS = [SHORT, "", "The grace period is 31 days; " * 3, "a", "premium not paid, coverage " * 5]


def settings(folder: Path, **values: object) -> Settings:
    given = {"embedding_model": "zembed-1", "embedding_model_path": str(folder)}
    return settings_with(**{**given, "embedding_device": "cpu", **values})


def cosines(ours: Rows, theirs: Rows) -> list[float]:
    return [float(a @ b) for a, b in zip(ours, theirs, strict=True)]


def test_a_saved_model_opens_again_to_the_same_vectors(folder: Path, tmp_path: Path) -> None:
    before = open_embedder(settings(folder, embedding_dimension=16)).embed_passages(TEXTS)
    model = load_framed_model(folder, device="cpu")

    model.save_pretrained(str(tmp_path / "tuned"), create_model_card=False)

    tuned = open_embedder(settings(tmp_path / "tuned", embedding_dimension=16))
    np.testing.assert_allclose(tuned.embed_passages(TEXTS), before, atol=1e-5)
    assert tuned.max_tokens == open_embedder(settings(folder)).max_tokens


def test_two_replicas_give_the_vectors_of_one(folder: Path) -> None:
    one = open_embedder(settings(folder)).embed_passages(TEXTS)

    spread = settings(folder, embedding_device="cpu,cpu", embedding_batch_tokens=64)

    np.testing.assert_allclose(open_embedder(spread).embed_passages(TEXTS), one, atol=1e-5)


def test_bfloat16_gives_nearly_the_same_vectors(folder: Path) -> None:
    exact = open_embedder(settings(folder)).embed_passages(TEXTS)

    rounded = open_embedder(settings(folder, embedding_dtype="bfloat16")).embed_passages(TEXTS)

    assert min(cosines(rounded, exact)) > 0.99


def test_plain_sentence_transformers_still_loses_the_suffix(tmp_path: Path) -> None:
    # The day this fails, upstream reads "suffix", and our own input module may go.
    folder = build_zembed_without_remote_code(tmp_path)
    right = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{SHORT}{SUFFIX}"])
    cut_off = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{SHORT}"])

    rows = SentenceTransformer(str(folder), device="cpu").encode_document([SHORT])

    assert cosines(rows, cut_off)[0] >= 0.9999
    assert cosines(rows, right)[0] < 0.9


def test_weights_of_another_model_are_refused_and_not_made_up(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path)
    path = folder / "model.safetensors"
    save_file(
        {f"other.{n}": value.clone() for n, value in enumerate(load_file(path).values())}, path
    )

    with pytest.raises(ModelDamaged, match="its vectors would be chance"):
        open_embedder(settings(folder))


@pytest.mark.parametrize(
    ("kept", "told"), [(1_000, "half copied"), (100_000, "cannot be loaded from")]
)
def test_weights_that_were_copied_by_halves_are_one_clear_error(
    tmp_path: Path, kept: int, told: str
) -> None:
    folder = build_zembed(tmp_path)
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(ModelUnavailable, match=told):
        open_embedder(settings(folder))


def test_a_shard_that_is_missing_is_one_clear_error(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path)
    in_shards(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()

    with pytest.raises(ModelUnavailable, match="cannot be loaded from"):
        open_embedder(settings(folder))
