"""Fixtures shared by the tests here."""

from __future__ import annotations

import pytest

from finetune.training.evaluation import (
    Mixture,
)
from finetune.training.models import base_model
from finetune.training.weights import weights_of
from knowledge.settings.settings import Settings
from tests.finetune.tiny import lesson
from tests.model_doubles import build_medembed


@pytest.fixture(scope="module")
def mixture(tmp_path_factory: pytest.TempPathFactory) -> Mixture:
    root = tmp_path_factory.mktemp("curve")
    given = lesson(build_medembed(root / "base"), root / "steps")
    base = weights_of(given.model)
    tuned = {n: v + 1 if v.is_floating_point() else v for n, v in base.items()}
    described = base_model(Settings().embedding, Settings().data_dir, str(root / "base"))
    return Mixture(given.model, described, base, tuned)
