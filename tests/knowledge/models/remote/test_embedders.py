"""Models on servers and at services, against a local HTTP server that speaks their protocols."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from pydantic import ValidationError

from knowledge.domain.errors import ModelUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.models.remote import embedders as remote_models
from knowledge.models.remote.embedders import request_batches
from knowledge.models.remote.protocols import Limits
from knowledge.models.short_vectors import unit_rows
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.model_doubles import (
    DOCUMENT_PROMPT,
    QUERY_PROMPT,
    SUFFIX,
    build_zembed,
    last_token_rows,
)
from tests.opening import open_embedder
from tests.service_stub import Embed, Fault, ServiceStub, service_stub

TEXTS = ["Members may cancel in writing.", "The grace period is 31 days."]

OPENAI = "openai/text-embedding-3-large"


def settings(stub: ServiceStub, name: str, **values: object) -> Settings:
    given = {"embedding_model": name, "embedding_base_url": stub.url, "embedding_api_key": "k-1"}
    return settings_with(**{**given, **values})


def dense(dimension: int) -> Embed:
    """Return an embedder whose every number differs from 0, so that its vectors can be cut."""

    def embed(texts: Sequence[str]) -> FloatRows:
        rows = [np.random.default_rng(list(t.encode())).normal(size=dimension) for t in texts]
        return unit_rows(np.asarray(rows, dtype=np.float32))

    return embed


LARGE = dense(3072)
SMALL = dense(16)


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_models, "QUERY_PATIENCE_SECONDS", 0.0)


def test_many_texts_go_in_several_requests_and_come_back_in_order() -> None:
    texts = [f"Rule {n} on plan {n}" for n in range(100)]
    with service_stub(embed=SMALL) as stub:
        rows = open_embedder(settings(stub, "served:tiny")).embed_passages(texts)

    np.testing.assert_allclose(rows, SMALL(texts), atol=1e-6)
    assert sorted(len(str(body["input"]).split("Rule")) - 1 for _, body in stub.requests[1:]) == [
        4,
        32,
        32,
        32,
    ]


def test_texts_of_like_length_are_sent_together() -> None:
    texts = ["short", "long " * 50] * 32
    with service_stub(embed=SMALL) as stub:
        embedder = open_embedder(settings(stub, "served:tiny"))
        stub.requests.clear()

        rows = embedder.embed_passages(texts)

    np.testing.assert_allclose(rows, SMALL(texts), atol=1e-6)
    assert len(list(groupby(stub.texts()))) == len(stub.requests) == 2


def test_requests_keep_each_limit() -> None:
    limits = Limits(texts=3, tokens=10, total_bytes=1_000)

    batches = list(request_batches(["a"] * 5 + ["b" * 900], [1, 9, 2, 1, 20, 1], limits))

    assert batches == [slice(0, 2), slice(2, 4), slice(4, 5), slice(5, 6)]


def test_no_texts_cost_no_request() -> None:
    with service_stub(embed=LARGE) as stub:
        rows = open_embedder(settings(stub, OPENAI)).embed_passages([])

    assert rows.shape == (0, 3072)
    assert stub.requests == []


def test_an_empty_text_is_sent_as_a_blank_since_services_refuse_it() -> None:
    with service_stub(embed=LARGE) as stub:
        open_embedder(settings(stub, OPENAI)).embed_passages([""])

    assert stub.texts() == [" "]


def test_a_limit_is_waited_out_for_as_long_as_the_service_says() -> None:
    fault = Fault(429, {"Retry-After": "0.3"})
    with service_stub(embed=LARGE, faults=[fault, Fault(503, {"Retry-After": "0"})]) as stub:
        embedder = open_embedder(settings(stub, OPENAI))
        started = perf_counter()

        rows = embedder.embed_passages(TEXTS)

    assert rows.shape == (2, 3072)
    assert perf_counter() - started >= 0.3
    assert len(stub.requests) == 3


def test_a_question_does_not_wait_for_minutes() -> None:
    with service_stub(embed=LARGE, faults=[Fault(429, {"Retry-After": "60"})]) as stub:
        embedder = open_embedder(settings(stub, OPENAI))

        with pytest.raises(
            ModelUnavailable, match=r"wants fewer requests; tried 1 times\. Try in 60 s\..*not now"
        ):
            embedder.embed_queries(TEXTS)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(401), r"refuses the key\. Set CITEWELL_EMBEDDING_API_KEY .* It says: not now"),
        (Fault(404), r"knows no model 'text-embedding-3-large'.*CITEWELL_EMBEDDING_MODEL"),
        (Fault(400, text='{"detail": "too long"}'), r"\(HTTP 400\)\. It says: too long"),
        (Fault(200, text="<html>"), r"something else than JSON. Check CITEWELL_EMBEDDING_BASE_URL"),
        (Fault(200, text="{}"), r"not of the expected form: no 'data' in it"),
        (Fault(200, text='{"data": [{"embedding": "%%%"}]}'), "a vector is not base64"),
        (Fault(200, text='{"data": [{"embedding": [1, 0]}]}'), "1 vectors of dimension 2 for 2"),
        (Fault(200, text='{"data": [{"embedding": [{}, 0]}]}'), "something else than numbers"),
        (Fault(200, text='{"error": "model is loading"}'), "with an error: model is loading"),
        (
            Fault(
                200,
                text='{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [2]}]}',
            ),
            "not numbered from 0 to 1",
        ),
        (
            Fault(429, text='{"error": {"code": "insufficient_quota", "message": "Add credit."}}'),
            r"quota or its credit is used up\. It says: Add credit",
        ),
        (Fault(402), "quota or its credit is used up"),
    ],
)
def test_what_went_wrong_is_said_and_what_to_do(fault: Fault, told: str) -> None:
    with service_stub(embed=LARGE, faults=[fault]) as stub:
        embedder = open_embedder(settings(stub, OPENAI))

        with pytest.raises(ModelUnavailable, match=told) as caught:
            embedder.embed_queries(TEXTS)

    assert "k-1" not in str(caught.value)


def test_an_answer_that_breaks_off_is_asked_for_again(no_patience: None) -> None:
    with service_stub(embed=LARGE, faults=[Fault(200, text='{"data', promised=400)]) as stub:
        rows = open_embedder(settings(stub, OPENAI)).embed_passages(TEXTS)

    np.testing.assert_allclose(rows, LARGE(TEXTS), atol=1e-6)


@pytest.mark.parametrize("key", ["k-1\nk-2", "schlüssel"])
def test_a_key_that_can_be_none_is_refused_without_telling_it(key: str) -> None:
    with (
        service_stub() as stub,
        pytest.raises(ValidationError, match=r"embedding\.api_key") as caught,
    ):
        settings(stub, OPENAI, embedding_api_key=key)

    assert key not in str(caught.value)


def test_a_line_break_behind_a_key_does_no_harm() -> None:
    with service_stub(embed=LARGE) as stub:
        open_embedder(settings(stub, OPENAI, embedding_api_key="k-1\n")).embed_queries(TEXTS)

    assert stub.keys == ["Bearer k-1"]


def test_a_model_in_float16_that_gives_no_numbers_is_found_out() -> None:
    def broken(texts: object) -> FloatRows:
        return np.full((2, 3072), np.nan, dtype=np.float32)

    with service_stub(embed=broken) as stub:
        embedder = open_embedder(settings(stub, OPENAI))

        with pytest.raises(ModelUnavailable, match=r"not numbers .* float16"):
            embedder.embed_passages(TEXTS)


def test_a_silent_server_is_given_up_after_the_set_time(no_patience: None) -> None:
    with service_stub(embed=LARGE) as stub:
        stub.pause_seconds = 0.4
        embedder = open_embedder(settings(stub, OPENAI, embedding_timeout_seconds=0.05))

        with pytest.raises(ModelUnavailable, match=r"did not answer within 0.05 s"):
            embedder.embed_queries(TEXTS)


def test_a_server_that_is_not_there_is_one_clear_error(no_patience: None) -> None:
    with service_stub() as stub:
        closed = settings(stub, OPENAI)

    with pytest.raises(ModelUnavailable, match=r"cannot be reached .* Is it running"):
        open_embedder(closed).embed_queries(TEXTS)


def test_zembed_on_a_server_is_framed_on_our_side() -> None:
    with service_stub(embed=dense(2560)) as stub:
        embedder = open_embedder(settings(stub, "zembed-1", embedding_served_name="z"))

        embedder.embed_queries(["spouse"])
        embedder.embed_passages(["spouse"])

    assert stub.texts() == [
        f"{QUERY_PROMPT}spouse{SUFFIX}",
        f"{DOCUMENT_PROMPT}spouse{SUFFIX}",
    ]
    assert "dimensions" not in stub.requests[0][1]
    assert stub.requests[0][1]["model"] == "z"


def test_zembed_served_is_the_zembed_of_this_machine(tmp_path: Path) -> None:
    folder = build_zembed(tmp_path / "zembed")
    same = {
        "embedding_model_path": str(folder),
        "embedding_dimension": 16,
        "embedding_revision": "r1",
    }
    local = open_embedder(settings_with(**{"embedding_model": "zembed-1", **same}))
    over_long = "The premium was not paid. " * 40
    with service_stub(embed=lambda texts: last_token_rows(folder, texts)) as stub:
        served = open_embedder(settings(stub, "zembed-1", **same))

        rows = served.embed_passages([*TEXTS, ""])

    np.testing.assert_allclose(rows, local.embed_passages([*TEXTS, ""]), atol=1e-4)
    assert served.identity == local.identity
    assert served.count_tokens([over_long]) == local.count_tokens([over_long])


def test_the_bundled_model_is_the_same_here_and_served() -> None:
    here = open_embedder(Settings(_env_file=None))
    texts = [*TEXTS, "Copays are due at the visit. " * 12]
    with service_stub(embed=here.embed_passages) as stub:
        far = open_embedder(settings(stub, "served:minilm"))

        rows = far.embed_passages(texts)

    assert np.sum(rows * here.embed_passages(texts), axis=1).min() >= 0.999


def test_short_vectors_of_a_served_zembed_need_its_projections() -> None:
    with (
        service_stub() as stub,
        pytest.raises(ModelUnavailable, match="models pull zembed-1 --no-weights"),
    ):
        open_embedder(settings(stub, "zembed-1", embedding_dimension=640))
