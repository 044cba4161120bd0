"""Which server or service runs a model, as the settings say."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from tests.flat_settings import settings_with
from tests.knowledge.models.remote.test_embedders import OPENAI, SMALL, TEXTS, settings
from tests.opening import open_embedder
from tests.service_stub import service_stub


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"embedding_model": OPENAI}, "needs a key. Set CITEWELL_EMBEDDING_API_KEY"),
        ({"embedding_model": "served:tiny"}, "needs a server's address"),
        ({"embedding_model": "zeroentropy-api/zembed-1"}, "hosted API closed on 2026-09-04"),
        ({"embedding_model": "cohere/embed-v4.0", "embedding_dimension": 500}, "Dimension 500"),
        ({"embedding_model": OPENAI, "embedding_dimension": 4000}, "at most 3072 numbers"),
        ({"embedding_model": OPENAI, "embedding_base_url": "nowhere"}, "is not an address"),
    ],
)
def test_what_is_missing_is_said_before_any_text_is_sent(
    values: dict[str, object], told: str
) -> None:
    with pytest.raises((ConfigurationError, ModelUnavailable), match=told):
        open_embedder(settings_with(**values)).embed_queries(TEXTS)


def test_an_unknown_server_is_asked_for_its_dimension() -> None:
    with service_stub(embed=SMALL) as stub:
        embedder = open_embedder(settings(stub, "served:tiny"))

    assert embedder.identity.dimension == 16
    assert stub.texts() == ["dimension"]


def test_a_served_model_s_prompts_can_be_set_without_a_folder() -> None:
    with service_stub(embed=SMALL) as stub:
        given = {"embedding_query_prompt": "query: ", "embedding_passage_prompt": "passage: "}
        plain = open_embedder(settings(stub, "served:e5"))
        stub.requests.clear()
        embedder = open_embedder(settings(stub, "served:e5", **given))
        embedder.embed_queries(["when?"])
        embedder.embed_passages(["31 days"])

    assert stub.texts()[-2:] == ["query: when?", "passage: 31 days"]
    assert embedder.identity.framing != plain.identity.framing


def test_a_server_that_tells_questions_from_passages_is_told_which_is_which() -> None:
    with service_stub(embed=SMALL) as stub:
        plain = open_embedder(settings(stub, "served:nim"))
        plain.embed_queries(["when?"])
        untold = [body.get("input_type") for _, body in stub.requests]
        stub.requests.clear()
        given = {"embedding_input_types": "query, passage", "embedding_dimension": 16}
        embedder = open_embedder(settings(stub, "served:nim", **given))
        embedder.embed_queries(["when?"])
        embedder.embed_passages(["31 days"])

    assert set(untold) == {None}
    assert [body["input_type"] for _, body in stub.requests] == ["query", "passage"]
    assert embedder.identity.framing != plain.identity.framing
