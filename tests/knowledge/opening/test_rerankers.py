"""The reranker that the settings name."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from knowledge.opening.rerankers import timed_reranking
from tests.flat_settings import settings_with


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"reranker": "zerank"}, "is not on this machine"),
        ({"reranker": "cohere/rerank-v3.5"}, "Set CITEWELL_RERANKER_API_KEY"),
        ({"reranker": "zeroentropy-api/zerank-2"}, "closed on 2026-09-04"),
        (
            {"reranker": "ms-marco-minilm", "reranker_instruction": "prefer laws"},
            "was not trained on instructions",
        ),
    ],
)
def test_what_is_missing_is_said_when_it_is_opened(values: dict[str, object], told: str) -> None:
    whole = settings_with(**values)
    with pytest.raises((ConfigurationError, ModelUnavailable), match=told):
        timed_reranking(whole.reranker, whole.data_dir)


@pytest.mark.parametrize("values", [{}, {"reranker": "none"}])
def test_none_is_the_default(values: dict[str, object]) -> None:
    whole = settings_with(**values)
    assert timed_reranking(whole.reranker, whole.data_dir) is None
