"""Shorter vectors from long ones, as trained."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from knowledge.domain.errors import ModelDamaged, ModelUnavailable
from tests.knowledge.models.local.test_loading import SHORT, TEXTS, cosines, settings
from tests.model_doubles import (
    DOCUMENT_PROMPT,
    QUERY_PROMPT,
    SUFFIX,
    build_zembed,
    last_token_rows,
    projection_matrices,
)
from tests.opening import open_embedder


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


def test_cutting_the_long_vector_is_not_the_short_one(folder: Path) -> None:
    long = open_embedder(settings(folder)).embed_passages([SHORT])[:, :16]
    long /= np.linalg.norm(long)

    short = open_embedder(settings(folder, embedding_dimension=16)).embed_passages([SHORT])

    assert abs(cosines(short, long)[0]) < 0.9
