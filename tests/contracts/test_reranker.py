"""What every reranker must keep, whoever plays it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from knowledge.models.reranking import OutOfTime, Reranker
from knowledge.opening.rerankers import timed_reranking
from tests.flat_settings import settings_with
from tests.model_doubles import build_cross_encoder
from tests.modern_doubles import build_ettin, build_gte_reranker
from tests.zerank_double import build_zerank

BACKENDS: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "zerank": ("zerank-2", build_zerank, "torch"),
    "ms-marco": ("ms-marco-minilm", build_cross_encoder, "torch"),
    "ettin 17m": ("ettin-reranker-17m", build_ettin, "torch"),
    "ettin 32m": ("ettin-reranker-32m", build_ettin, "torch"),
    "ettin 68m": ("ettin-reranker-68m", build_ettin, "torch"),
    "ettin on openvino": ("ettin-reranker-17m", build_ettin, "openvino"),
    "gte": ("gte-reranker-modernbert-base", build_gte_reranker, "torch"),
    "gte on openvino": ("gte-reranker-modernbert-base", build_gte_reranker, "openvino"),
}
QUESTION = "When does the coverage end?"
TEXTS = ["The grace period is 31 days.", "A spouse.", "The premium is not paid, " * 6, "", " x "]


@pytest.fixture(scope="module", params=sorted(BACKENDS))
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    name, build, backend = BACKENDS[request.param]
    given = {
        "reranker": name,
        "reranker_path": str(build(tmp_path_factory.mktemp("model") / "model")),
        "reranker_backend": backend,
        "reranker_device": "cpu",
    }
    whole = settings_with(**given)
    opened = timed_reranking(whole.reranker, whole.data_dir)
    assert opened is not None
    return opened.reranker


def scored(reranker: Reranker, texts: list[str]) -> list[float]:
    return reranker.scores(QUESTION, texts, deadline=monotonic() + 1e9)


def test_each_text_has_a_score_from_0_to_1(reranker: Reranker) -> None:
    scores = scored(reranker, TEXTS)

    assert len(scores) == len(TEXTS)
    assert all(0 <= score <= 1 for score in scores)
    assert len(set(scores)) > 1


def test_a_text_scores_the_same_alone_and_among_longer_ones(reranker: Reranker) -> None:
    together = scored(reranker, TEXTS)

    alone = [scored(reranker, [text])[0] for text in TEXTS]

    assert alone == pytest.approx(together, abs=1e-4)


def test_nothing_to_read_gives_no_scores(reranker: Reranker) -> None:
    assert scored(reranker, []) == []


def test_it_gives_up_once_the_time_is_up(reranker: Reranker) -> None:
    with pytest.raises(OutOfTime):
        reranker.scores(QUESTION, TEXTS, deadline=monotonic() - 1)
