"""OpenVINO computes a local model: torch's vectors, and a clear word where it cannot."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.domain.errors import ConfigurationError
from knowledge.models.local import openvino_backend
from knowledge.settings.settings import Settings
from labs.bench.embedding import served_here
from tests.flat_settings import settings_with
from tests.model_doubles import build_gemma, build_medembed
from tests.modern_doubles import build_granite
from tests.opening import open_embedder

TEXTS = ["Members may add a spouse.", "The grace period is 31 days; " * 9, "a"]


def settings(**values: object) -> Settings:
    return settings_with(**{"embedding_device": "cpu", **values})


def least_cosine(one: Settings, other: Settings) -> float:
    first, second = (open_embedder(each).embed_passages(TEXTS) for each in (one, other))
    return float(np.min(np.sum(first * second, axis=1)))


def test_the_bundled_model_has_the_same_vectors_and_the_same_name() -> None:
    with_torch, with_openvino = settings(), settings(embedding_backend="openvino")

    cosine = least_cosine(with_torch, with_openvino)

    assert cosine >= 0.99999
    assert open_embedder(with_openvino).identity == open_embedder(with_torch).identity


def test_in_8_bits_the_vectors_are_near_and_the_name_is_another() -> None:
    with_torch, in_8_bits = settings(), settings(embedding_backend="openvino-int8")

    cosine = least_cosine(with_torch, in_8_bits)

    named, renamed = open_embedder(with_torch).identity, open_embedder(in_8_bits).identity
    assert 0.97 < cosine < 0.9999
    assert renamed == replace(named, revision=f"{named.revision}+int8")


def test_a_model_that_takes_its_first_token_has_the_same_vectors(tmp_path: Path) -> None:
    given = {"embedding_model": "medembed-small", "embedding_model_path": str(tmp_path)}
    build_medembed(tmp_path)

    cosine = least_cosine(settings(**given), settings(**given, embedding_backend="openvino"))

    assert cosine >= 0.99999


def test_a_short_text_beside_a_long_one_has_torch_s_vector_on_a_modernbert(tmp_path: Path) -> None:
    given = {
        "embedding_model": "granite-embedding-small-english-r2",
        "embedding_model_path": str(build_granite(tmp_path / "model")),
    }

    cosine = least_cosine(settings(**given), settings(**given, embedding_backend="openvino"))

    assert cosine >= 0.99999


def test_a_model_that_openvino_makes_no_numbers_of_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_backend, "attend_finitely", lambda _body: None)
    given = {
        "embedding_model": "granite-embedding-small-english-r2",
        "embedding_model_path": str(build_granite(tmp_path / "model")),
    }

    with pytest.raises(ConfigurationError, match=r"other vectors \(cosine nan\)"):
        open_embedder(settings(**given, embedding_backend="openvino"))


def test_a_model_that_openvino_cannot_convert_is_refused_by_name(tmp_path: Path) -> None:
    given = {"embedding_model": "embeddinggemma-300m", "embedding_model_path": str(tmp_path)}
    build_gemma(tmp_path)

    with pytest.raises(ConfigurationError, match=r"embeddinggemma-300m.*BACKEND=torch"):
        open_embedder(settings(**given, embedding_backend="openvino"))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"embedding_device": "cuda"}, "CITEWELL_EMBEDDING_DEVICE"),
        ({"embedding_dtype": "bfloat16"}, "CITEWELL_EMBEDDING_DTYPE"),
    ],
)
def test_what_openvino_is_not_used_for_is_refused(given: dict[str, str], named: str) -> None:
    wanted = settings(**{"embedding_backend": "openvino", **given})

    with pytest.raises(ConfigurationError, match=named):
        open_embedder(wanted)


def test_a_missing_package_is_named_with_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)

    with pytest.raises(ConfigurationError, match="install -c constraints"):
        open_embedder(settings(embedding_backend="openvino"))


def test_the_served_bundled_model_has_the_same_vectors() -> None:
    local = open_embedder(settings())

    with served_here(local) as address:
        served = settings(embedding_model="served:minilm", embedding_base_url=address)
        cosine = least_cosine(settings(), served)

    assert cosine >= 0.999
