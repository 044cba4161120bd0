"""Rerankers at a service."""

from __future__ import annotations

from time import monotonic

import pytest

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.rerankers import RerankerKind
from knowledge.models.remote.rerankers import RemoteReranker
from knowledge.models.remote.service import ModelService, ServiceSettings
from knowledge.models.reranking import OutOfTime
from knowledge.opening.rerankers import timed_reranking
from tests.flat_settings import settings_with
from tests.knowledge.models.test_reranking import HITS, texts
from tests.service_stub import Fault, service_stub


@pytest.mark.parametrize(
    ("name", "path"),
    [("cohere/rerank-v3.5", "/v2/rerank"), ("zeroentropy-api/zerank-2", "/models/rerank")],
)
def test_services_are_asked_in_their_words(name: str, path: str) -> None:
    with service_stub(score=lambda _, documents: [1 / len(text) for text in documents]) as stub:
        whole = settings_with(
            **{"reranker": name, "reranker_base_url": stub.url, "reranker_api_key": "k-2"}
        )
        opened = timed_reranking(whole.reranker, whole.data_dir)
        assert opened is not None

        reranked = opened.rerank("which?", HITS[::-1])

    sent, body = stub.requests[0]
    assert texts(reranked.hits) == ["two", "one", "three"]
    assert (sent, body["query"], body["top_n"]) == (path, "which?", 3)
    assert stub.keys == ["Bearer k-2"]


def test_a_service_that_refuses_the_key_leaves_the_order_found() -> None:
    with service_stub(faults=[Fault(401)]) as stub:
        whole = settings_with(reranker="cohere/rerank-v3.5", reranker_base_url=stub.url)
        opened = timed_reranking(whole.reranker, whole.data_dir)
        assert opened is not None

        reranked = opened.rerank("which?", HITS)

    assert reranked.hits == HITS
    assert "Set CITEWELL_RERANKER_API_KEY" in reranked.notes[0]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(404), "Check CITEWELL_RERANKER and CITEWELL_RERANKER_BASE_URL"),
        (Fault(200, text='{"results": [{"index": null}]}'), "scored 0 of 3 passages"),
        (
            Fault(200, text='{"results": [{"index": 0, "relevance_score": NaN}, 7]}'),
            "scored 0 of 3 passages",
        ),
        (Fault(200, text="<html>"), "something else than JSON"),
        (Fault(429, {"Retry-After": "60"}), "Try in 60 s"),
    ],
)
def test_a_service_that_answers_half_leaves_the_order_found(fault: Fault, told: str) -> None:
    with service_stub(faults=[fault]) as stub:
        whole = settings_with(reranker="cohere/rerank-v3.5", reranker_base_url=stub.url)
        opened = timed_reranking(whole.reranker, whole.data_dir)
        assert opened is not None

        reranked = opened.rerank("which?", HITS)

    assert reranked.hits == HITS
    assert told in reranked.notes[0]


def test_a_silent_service_is_given_up_with_the_setting_that_says_how_long() -> None:
    with service_stub() as stub:
        stub.pause_seconds = 0.3
        settings = ServiceSettings(
            "zerank-2",
            stub.url,
            timeout_seconds=0.05,
            timeout_setting="CITEWELL_RERANKER_BUDGET_MS",
        )
        reranker = RemoteReranker(
            "zerank-2", "zerank-2", RerankerKind.ZEROENTROPY, ModelService(settings)
        )

        with pytest.raises(ModelUnavailable, match="Set CITEWELL_RERANKER_BUDGET_MS higher"):
            reranker.scores("which?", ["one"], deadline=monotonic() + 0.1)


def test_a_deadline_that_passed_is_not_spent_on_a_request() -> None:
    with service_stub() as stub:
        service = ModelService(ServiceSettings("zerank-2", stub.url))
        reranker = RemoteReranker("zerank-2", "zerank-2", RerankerKind.ZEROENTROPY, service)

        with pytest.raises(OutOfTime):
            reranker.scores("which?", ["one"], deadline=monotonic() - 1)

    assert stub.requests == []
