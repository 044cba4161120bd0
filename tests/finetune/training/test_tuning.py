"""Models of several architectures: adapters trained, merged, saved, opened as any other model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.training.models import base_model
from finetune.training.trainer import train
from finetune.training.tuning import opened
from finetune.training.weights import merge_adapters, weights_of
from knowledge.domain.errors import ConfigurationError
from knowledge.settings.settings import Settings
from tests.finetune.tiny import RECIPE, lesson
from tests.model_doubles import build_medembed

LORA = replace(RECIPE, lora_rank=4, learning_rate=0.02)


@pytest.mark.parametrize("bfloat16", ["on", "off"])
def test_a_trained_model_answers_in_its_own_number_format(bfloat16: str, tmp_path: Path) -> None:
    given = lesson(build_medembed(tmp_path / "base"), tmp_path / "steps", RECIPE)
    before = given.model.forward

    train(replace(given, bfloat16=bfloat16))

    assert given.model.forward == before


def test_adapters_leave_the_base_weights_alone_until_they_are_merged(tmp_path: Path) -> None:
    given = lesson(build_medembed(tmp_path / "base"), tmp_path / "steps", RECIPE)
    before = weights_of(given.model)
    adapted = opened(
        base_model(Settings().embedding, Settings().data_dir, str(tmp_path / "base")), LORA, "cpu"
    )

    train(replace(given, model=adapted, recipe=LORA))

    frozen = {
        name: value
        for name, value in weights_of(adapted).items()
        if ".base_layer." in name and name.replace(".base_layer", "") in before
    }
    assert frozen
    assert all(np.array_equal(v, before[n.replace(".base_layer", "")]) for n, v in frozen.items())


def test_a_merged_model_has_the_weights_that_its_base_has(tmp_path: Path) -> None:
    folder = build_medembed(tmp_path / "base")
    described = base_model(Settings().embedding, Settings().data_dir, str(folder))
    adapted = opened(described, LORA, "cpu")

    merge_adapters(adapted)

    assert weights_of(adapted).keys() == weights_of(opened(described, RECIPE, "cpu")).keys()


def test_a_training_with_adapters_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    folder = build_medembed(tmp_path / "base")
    described = base_model(Settings().embedding, Settings().data_dir, str(folder))
    train(replace(lesson(folder, tmp_path / "steps", LORA), model=opened(described, LORA, "cpu")))
    longer = replace(LORA, epochs=2)
    model = opened(described, longer, "cpu")

    trained = train(replace(lesson(folder, tmp_path / "steps", longer), model=model), resume=True)

    assert trained.steps == 8


def test_a_large_model_is_not_trained_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = base_model(
        Settings().embedding, Settings().data_dir, str(build_medembed(tmp_path / "base"))
    )
    monkeypatch.setattr("finetune.training.models.LARGE_MODEL_PARAMETERS", 1_000)

    with pytest.raises(ConfigurationError, match="--lora"):
        opened(described, RECIPE, "cpu")
