"""How each service is asked, and what it answers."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.domain.errors import ConfigurationError
from knowledge.models.short_vectors import unit_rows
from tests.knowledge.models.remote.test_embedders import (
    LARGE,
    OPENAI,
    SMALL,
    TEXTS,
    dense,
    settings,
)
from tests.opening import open_embedder
from tests.service_stub import service_stub


@pytest.mark.parametrize(
    ("name", "path", "asked"),
    [
        (OPENAI, "/embeddings", {"dimensions": 256}),
        ("voyage/voyage-4", "/embeddings", {"output_dimension": 256, "input_type": "query"}),
        ("cohere/embed-v4.0", "/v2/embed", {"input_type": "search_query"}),
        ("zeroentropy-api/zembed-1", "/models/embed", {"input_type": "query", "dimensions": 640}),
    ],
)
def test_each_service_is_asked_in_its_own_words(
    name: str, path: str, asked: dict[str, object]
) -> None:
    dimension = 640 if "zero" in name else 256
    with service_stub(embed=dense(4096)) as stub:
        embedder = open_embedder(settings(stub, name, embedding_dimension=dimension))

        rows = embedder.embed_queries(TEXTS)

    sent_path, body = stub.requests[0]
    expected = dense(4096)(TEXTS)[:, :dimension]
    np.testing.assert_allclose(rows, unit_rows(expected), atol=1e-6)
    assert sent_path == path
    assert asked.items() <= body.items()
    assert body["model"] == name.partition("/")[2]
    assert stub.keys == ["Bearer k-1"]


@pytest.mark.parametrize("name", ["voyage/voyage-4", "cohere/embed-v4.0"])
def test_passages_are_asked_for_as_documents(name: str) -> None:
    with service_stub(embed=dense(2048)) as stub:
        open_embedder(settings(stub, name, embedding_dimension=256)).embed_passages(TEXTS)

    assert str(stub.requests[0][1]["input_type"]).endswith("document")


def test_a_server_may_answer_in_numbers_where_base64_was_asked_for() -> None:
    with service_stub(embed=LARGE) as stub:
        stub.as_base64 = False

        rows = open_embedder(settings(stub, OPENAI)).embed_passages(TEXTS)

    np.testing.assert_allclose(rows, LARGE(TEXTS), atol=1e-6)


@pytest.mark.parametrize("setting", ["query", "query,", "a,b,c"])
def test_input_types_are_two_words(setting: str) -> None:
    with service_stub(embed=SMALL) as stub:
        wanted = settings(stub, "served:nim", embedding_input_types=setting)

        with pytest.raises(ConfigurationError, match="CITEWELL_EMBEDDING_INPUT_TYPES is"):
            open_embedder(wanted)
