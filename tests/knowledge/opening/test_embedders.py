from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.folders import bundled_model_folder, folder_revision
from knowledge.opening.embedders import open_embedder
from knowledge.settings import Settings


def settings(**values: object) -> Settings:
    return Settings.model_validate(values)


def test_an_unknown_model_names_what_is_known_and_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match=r"'miniml' is neither .*minilm.* nor a folder"):
        open_embedder(settings(embedding_model="miniml"))


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded from"):
        open_embedder(settings(embedding_model=str(tmp_path)))


def test_a_sentence_transformers_folder_is_a_model() -> None:
    embedder = open_embedder(settings(embedding_model=str(bundled_model_folder())))

    assert embedder.identity.name == "model"
    assert embedder.identity.dimension == 384


def test_two_contents_of_a_folder_are_two_revisions(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"first")
    before = folder_revision(tmp_path)

    (tmp_path / "model.safetensors").write_bytes(b"other")

    assert folder_revision(tmp_path) != before
