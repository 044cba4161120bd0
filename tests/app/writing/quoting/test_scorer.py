"""The weights that ship are weights of what the scorer looks at."""

from __future__ import annotations

import pytest

from app.writing.quoting.features import NAMES
from app.writing.quoting.scorer import WEIGHTS, WindowScorer


def test_every_weight_is_of_a_feature() -> None:
    assert set(WEIGHTS) <= set(NAMES)


def test_a_weight_of_no_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="luck"):
        WindowScorer({"luck": 1.0})


@pytest.mark.parametrize("name", ["cosine mixed", "covered mixed", "unit cosine"])
def test_nearness_to_the_question_speaks_for_a_window(name: str) -> None:
    assert WEIGHTS[name] > 0
