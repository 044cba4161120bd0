"""The command that tunes a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.pairs.pair import (
    pool_path,
)
from knowledge.domain.errors import InputError, ModelUnavailable
from knowledge.models.catalogue.tuned import read_tuned
from tests.citewell.schemas import faults
from tests.finetune.conftest import run, train
from tests.flat_settings import settings_with
from tests.opening import open_embedder


def test_a_model_is_tuned_measured_and_opened_by_its_name(tuned_desk: tuple[Path, str]) -> None:
    desk, card = tuned_desk

    folder = desk / "data" / "models" / "mine"
    settings = settings_with(embedding_model="tuned/mine")
    tuned = open_embedder(settings)
    described = json.loads((folder / "citewell-tuned.json").read_text("utf-8"))
    assert faults(described, "tuned-model") == []
    assert "# tuned/mine" in card
    assert "### held out (6 questions, 22 passages)" in card
    assert tuned.identity.name == "tuned/mine"
    assert tuned.identity.dimension == 64
    assert json.loads((folder / "citewell-revision.json").read_text("utf-8"))["revision"] == (
        tuned.identity.revision
    )
    assert list((desk / "data" / "models").glob(".*")) == []


def test_a_dry_run_says_time_and_memory_and_keeps_nothing(desk: Path) -> None:
    said = train(desk, "--dry-run")

    assert "4 steps of" in said
    assert "MB of memory" in said
    assert list((desk / "data").glob("models/*")) == []


def test_a_dry_run_leaves_the_checkpoints_of_a_broken_training(desk: Path) -> None:
    kept = desk / "data" / "models" / ".training-mine" / "checkpoint-3"
    kept.mkdir(parents=True)

    train(desk, "--dry-run")

    assert kept.is_dir()


def test_missing_passages_are_said_before_training(desk: Path) -> None:
    pool_path(desk / "pairs.jsonl").unlink()

    with pytest.raises(InputError, match=r"pairs\.passages\.jsonl.* cannot be read"):
        train(desk)


def test_a_name_that_is_taken_is_refused_before_anything_is_trained(
    tuned_desk: tuple[Path, str],
) -> None:
    desk, _ = tuned_desk

    with pytest.raises(InputError, match="There is a tuned model 'mine' already"):
        train(desk)


def test_a_name_that_leads_out_of_the_folder_is_refused(desk: Path) -> None:
    with pytest.raises(ModelUnavailable, match="not a name for a tuned model"):
        run("train", "--pairs", str(desk / "pairs.jsonl"), "--name", "../mine")


def test_a_model_trained_for_shorter_vectors_gives_them(tuned_desk: tuple[Path, str]) -> None:
    desk, _ = tuned_desk

    short = open_embedder(settings_with(embedding_model="tuned/mine", embedding_dimension=16))

    noted = read_tuned(desk / "data" / "models" / "mine")
    assert noted is not None
    assert noted.dimensions == (64, 32, 16)
    assert short.embed_queries(["spouse"]).shape == (1, 16)


def test_too_few_near_misses_are_said_before_training(desk: Path) -> None:
    with pytest.raises(InputError, match="fewer than 2 negatives"):
        train(desk, "--negatives", "2")


def test_a_guide_takes_one_near_miss(desk: Path) -> None:
    with pytest.raises(InputError, match="one negative per pair"):
        train(desk, "--guide", str(desk / "tiny"), "--negatives", "2")
