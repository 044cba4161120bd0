from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.embedders import plug_ins
from knowledge.models.catalogue.folders import bundled_model_folder, folder_revision
from knowledge.settings.settings import Settings
from tests.fakes import HashingEmbedder
from tests.flat_settings import settings_with
from tests.opening import open_embedder


def settings(**values: object) -> Settings:
    return settings_with(**values)


def test_an_unknown_model_names_what_is_known_and_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match=r"'miniml' is neither .*minilm.* nor a folder"):
        open_embedder(settings(embedding_model="miniml"))


def test_a_sentence_transformers_folder_is_a_model() -> None:
    embedder = open_embedder(settings(embedding_model=str(bundled_model_folder())))

    assert embedder.identity.name == "model"
    assert embedder.identity.dimension == 384


def test_two_contents_of_a_folder_are_two_revisions(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"first")
    before = folder_revision(tmp_path)

    (tmp_path / "model.safetensors").write_bytes(b"other")

    assert folder_revision(tmp_path) != before


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed package that declares two models, one of them broken, and claims minilm."""
    (tmp_path / "acme-1.0.dist-info").mkdir()
    (tmp_path / "acme-1.0.dist-info" / "METADATA").write_text("Name: acme\nVersion: 1.0\n")
    (tmp_path / "acme-1.0.dist-info" / "entry_points.txt").write_text(
        "[citewell.models]\n"
        "acme-embed = tests.fakes:HashingEmbedder\n"
        "acme-broken = acme_nowhere:open\n"
        "minilm = tests.fakes:HashingEmbedder\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    plug_ins.cache_clear()
    yield
    plug_ins.cache_clear()


@pytest.mark.usefixtures("plug_in")
def test_another_package_adds_a_model_and_replaces_none() -> None:
    added = open_embedder(settings(embedding_model="acme-embed"))
    ours = open_embedder(settings(embedding_model="minilm"))

    assert isinstance(added, HashingEmbedder)
    assert ours.identity.name == "minilm"


@pytest.mark.usefixtures("plug_in")
def test_a_model_of_a_package_that_does_not_load_says_so() -> None:
    with pytest.raises(ModelUnavailable, match=r"'acme-broken' .*No module named 'acme_nowhere'"):
        open_embedder(settings(embedding_model="acme-broken"))
