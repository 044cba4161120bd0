from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.answerability.calibration import (
    Calibration,
    calibration_path,
    read_calibration,
    write_calibration,
)
from knowledge.domain.errors import ConfigurationError
from tests.builders import EMBEDDER

FITTED = Calibration(-1.5, {"cosine": 4.0}, 0.5, 60)


def test_what_was_fitted_is_kept_for_its_model_only(tmp_path: Path) -> None:
    path = calibration_path(tmp_path, "demo", EMBEDDER.identity)
    other = calibration_path(tmp_path, "demo", replace(EMBEDDER.identity, revision="2"))

    write_calibration(path, FITTED)
    read = Calibration(1.0, {"reranked": 2.0}, 0.4, 60, "zerank-2", FITTED)
    write_calibration(reranked := tmp_path / "reranked.json", read)

    assert read_calibration(path) == FITTED
    assert read_calibration(other) is None
    assert read_calibration(reranked) == read


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"bias": "x"}'])
def test_a_damaged_calibration_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "demo.json"
    path.write_text(text)

    with pytest.raises(ConfigurationError, match=r"demo\.json"):
        read_calibration(path)
