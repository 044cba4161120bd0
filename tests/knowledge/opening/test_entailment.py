"""The NLI model that the settings name."""

from __future__ import annotations

from pathlib import Path

from knowledge.models.local.entailment import NliScores
from knowledge.opening.entailment import open_nli_model
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.knowledge.models.local.test_entailment import PAIRS, bert


def test_the_set_model_is_opened_once_and_none_is_opened_unless_set(tmp_path: Path) -> None:
    folder = bert(tmp_path / "model")
    settings = settings_with(entailment_path=folder, entailment_device="cpu")

    opened = open_nli_model(settings.entailment)

    assert opened is not None
    assert opened is open_nli_model(settings.entailment)
    assert isinstance(opened.judge(PAIRS)[0], NliScores)
    assert open_nli_model(Settings().entailment) is None
