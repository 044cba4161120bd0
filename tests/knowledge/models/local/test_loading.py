"""zembed-1's vectors, held against plain transformers on a tiny double of its folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from transformers import AutoTokenizer

from knowledge.domain.errors import ModelDamaged, ModelUnavailable
from knowledge.models.local.loading import load_framed_model
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.folder_variants import in_shards
from tests.model_doubles import (
    DOCUMENT_PROMPT,
    QUERY_PROMPT,
    SUFFIX,
    build_zembed,
    build_zembed_without_remote_code,
    last_token_rows,
    projection_matrices,
)
from tests.opening import open_embedder

Rows = NDArray[np.float32]
SHORT = "Members may add a spouse."
TEXTS = [SHORT, "", "The grace period is 31 days; " * 3, "a", "premium not paid, coverage " * 5]
OVER_LONG = "The premium was not paid, and the coverage ended. " * 40


@pytest.fixture(scope="module", params=["left", "right"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_zembed(tmp_path_factory.mktemp("zembed"), padding_side=request.param)


def settings(folder: Path, **values: object) -> Settings:
    given = {"embedding_model": "zembed-1", "embedding_model_path": str(folder)}
    return settings_with(**{**given, "embedding_device": "cpu", **values})


def cosines(ours: Rows, theirs: Rows) -> list[float]:
    return [float(a @ b) for a, b in zip(ours, theirs, strict=True)]


def test_queries_are_framed_as_trained_in_batches_of_mixed_length(folder: Path) -> None:
    expected = last_token_rows(folder, [f"{QUERY_PROMPT}{text}{SUFFIX}" for text in TEXTS])

    rows = open_embedder(settings(folder)).embed_queries(TEXTS)

    assert min(cosines(rows, expected)) >= 0.9999


def test_passages_are_framed_as_trained_in_batches_of_mixed_length(folder: Path) -> None:
    expected = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{text}{SUFFIX}" for text in TEXTS])

    rows = open_embedder(settings(folder)).embed_passages(TEXTS)

    assert min(cosines(rows, expected)) >= 0.9999


def test_of_an_over_long_text_the_end_is_cut_and_never_the_suffix(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    frame = len(tokenizer(DOCUMENT_PROMPT + SUFFIX)["input_ids"])
    kept = tokenizer(OVER_LONG)["input_ids"][: 128 - frame]
    expected = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{tokenizer.decode(kept)}{SUFFIX}"])

    rows = open_embedder(settings(folder)).embed_passages([OVER_LONG, SHORT])

    assert cosines(rows[:1], expected)[0] >= 0.9999


@pytest.mark.parametrize("dimension", [32, 16, 8])
def test_short_vectors_are_the_chain_of_projections(folder: Path, dimension: int) -> None:
    chain = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{text}{SUFFIX}" for text in TEXTS])
    steps = [key for key in ("32", "16", "8") if int(key) >= dimension]
    expected = np.linalg.multi_dot([chain, *(projection_matrices()[key] for key in steps)])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)

    embedder = open_embedder(settings(folder, embedding_dimension=dimension))

    rows = embedder.embed_passages(TEXTS)
    assert rows.shape == (len(TEXTS), dimension)
    assert min(cosines(rows, expected)) >= 0.9999
    assert embedder.identity.dimension == dimension


def test_a_short_vector_has_another_identity_than_a_long_one(folder: Path) -> None:
    long = open_embedder(settings(folder)).identity

    short = open_embedder(settings(folder, embedding_dimension=16)).identity

    assert (long.dimension, short.dimension) == (64, 16)
    assert long.framing == json.dumps([QUERY_PROMPT, DOCUMENT_PROMPT, SUFFIX])
    assert short.framing == f"{long.framing}+projected"


def test_a_dimension_that_is_no_step_of_the_chain_is_refused(folder: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"24 is not one of the model's: 64, 32, 16, 8"):
        open_embedder(settings(folder, embedding_dimension=24))


def test_a_saved_model_opens_again_to_the_same_vectors(folder: Path, tmp_path: Path) -> None:
    before = open_embedder(settings(folder, embedding_dimension=16)).embed_passages(TEXTS)
    model = load_framed_model(folder, device="cpu")

    model.save_pretrained(str(tmp_path / "tuned"), create_model_card=False)

    tuned = open_embedder(settings(tmp_path / "tuned", embedding_dimension=16))
    np.testing.assert_allclose(tuned.embed_passages(TEXTS), before, atol=1e-5)
    assert tuned.max_tokens == open_embedder(settings(folder)).max_tokens


def test_the_limit_leaves_room_for_the_frame(folder: Path) -> None:
    embedder = open_embedder(settings(folder))
    frame = sum(embedder.count_tokens([DOCUMENT_PROMPT + SUFFIX]))

    assert embedder.max_tokens == 128 - frame


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


def test_projections_in_bfloat16_are_read_too(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path)
    exact = open_embedder(settings(folder, embedding_dimension=16)).embed_passages(TEXTS)
    path = folder / "projections.safetensors"
    halved = {name: value.to(torch.bfloat16) for name, value in load_file(path).items()}
    save_file(halved, path)

    rows = open_embedder(settings(folder, embedding_dimension=16)).embed_passages(TEXTS)

    assert min(cosines(rows, exact)) > 0.999


def test_projections_that_lead_elsewhere_than_they_say_are_refused(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path)
    path = folder / "projections.safetensors"
    matrices = load_file(path)
    save_file({"32": matrices["32"], "17": matrices["16"]}, path)

    with pytest.raises(ModelDamaged, match=r"\(32, 16\) leads to dimension 17"):
        open_embedder(settings(folder, embedding_dimension=16))


def test_weights_of_another_model_are_refused_and_not_made_up(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path)
    path = folder / "model.safetensors"
    save_file(
        {f"other.{n}": value.clone() for n, value in enumerate(load_file(path).values())}, path
    )

    with pytest.raises(ModelDamaged, match="its vectors would be chance"):
        open_embedder(settings(folder))


@pytest.mark.parametrize(
    ("kept", "told"), [(1_000, "copied by halves"), (100_000, "cannot be loaded from")]
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


def test_cutting_the_long_vector_is_not_the_short_one(folder: Path) -> None:
    long = open_embedder(settings(folder)).embed_passages([SHORT])[:, :16]
    long /= np.linalg.norm(long)

    short = open_embedder(settings(folder, embedding_dimension=16)).embed_passages([SHORT])

    assert abs(cosines(short, long)[0]) < 0.9
