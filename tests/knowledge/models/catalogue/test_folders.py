"""The commit of a pulled model is part of what the model is."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge.domain.errors import ModelDamaged
from knowledge.models.catalogue.folders import (
    PULLED_FILE,
    PulledRevisions,
    bundled_model_folder,
    check_weights,
    hub_folder,
)
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.model_doubles import build_medembed
from tests.opening import open_embedder

SOURCES = ("abhinand/MedEmbed-base-v0.1",)
MONDAY, TUESDAY = "a" * 40, "b" * 40


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub's cache with two commits of a model, "main" being the later one."""
    model = tmp_path / "cache" / "models--abhinand--MedEmbed-base-v0.1"
    build_medembed(tmp_path / "double")
    for commit in (MONDAY, TUESDAY):
        shutil.copytree(tmp_path / "double", model / "snapshots" / commit)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text(TUESDAY, encoding="utf-8")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def revision_opened(data_dir: Path, **values: object) -> str:
    given = {"data_dir": data_dir, "embedding_model": "medembed-base", "embedding_device": "cpu"}
    return open_embedder(settings_with(**{**given, **values})).identity.revision


@pytest.mark.usefixtures("hub_cache")
def test_the_commit_that_was_pulled_is_opened_wherever_the_branch_stands(tmp_path: Path) -> None:
    before = revision_opened(tmp_path)

    PulledRevisions(tmp_path).remember(SOURCES, MONDAY, pinned="")

    assert (before, revision_opened(tmp_path)) == (TUESDAY, MONDAY)


@pytest.mark.usefixtures("hub_cache")
def test_a_commit_in_the_settings_comes_first(tmp_path: Path) -> None:
    PulledRevisions(tmp_path).remember(SOURCES, MONDAY, pinned="")

    assert revision_opened(tmp_path, embedding_revision=TUESDAY) == TUESDAY


@pytest.mark.usefixtures("hub_cache")
def test_a_remembered_commit_that_is_gone_is_not_replaced_by_another(tmp_path: Path) -> None:
    PulledRevisions(tmp_path).remember(SOURCES, "c" * 40, pinned="")

    assert hub_folder(tmp_path, SOURCES) is None


def test_the_pinned_commit_needs_no_remembering(tmp_path: Path) -> None:
    pulled = PulledRevisions(tmp_path)
    pulled.remember(SOURCES, MONDAY, pinned=TUESDAY)

    pulled.remember(SOURCES, TUESDAY, pinned=TUESDAY)

    assert pulled.of(SOURCES) == ""


def test_a_damaged_memory_is_said_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / PULLED_FILE).write_text("[]", encoding="utf-8")

    with pytest.raises(ModelDamaged, match="models pull"):
        PulledRevisions(tmp_path).of(SOURCES)


def test_the_bundled_weights_are_the_published_ones() -> None:
    check_weights(bundled_model_folder())


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the model")

    with pytest.raises(ModelDamaged, match="expected 53aa51172d14"):
        check_weights(tmp_path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="cannot be read"):
        check_weights(tmp_path)


def test_the_vectors_are_those_of_plain_sentence_transformers() -> None:
    texts = ["When does a grace period end?", "short", "long text " * 300]
    plain = SentenceTransformer(str(bundled_model_folder()), local_files_only=True)

    ours = open_embedder(Settings(_env_file=None)).embed_passages(texts)

    theirs = plain.encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
