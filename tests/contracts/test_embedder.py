"""What every embedding model must keep, whoever plays it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import tests
from evals.retrieval.cached_queries import CachedQueries
from ingest.embedding.cache import EmbeddingCache
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import FloatRows
from knowledge.models.catalogue.embedders import CATALOGUE, ModelEntry
from knowledge.models.catalogue.embedders import Backend as Kind
from knowledge.models.short_vectors import unit_rows
from knowledge.settings.settings import Settings
from tests.fakes import HashingEmbedder
from tests.flat_settings import settings_with
from tests.gemma2_double import build_gemma2
from tests.model_doubles import build_gemma, build_medembed, build_voyage, build_zembed
from tests.modern_doubles import build_e5, build_granite
from tests.opening import open_embedder
from tests.service_stub import service_stub

Backend = Callable[[Path], AbstractContextManager[Embedder]]


def cached(_: Path) -> AbstractContextManager[Embedder]:
    """Return the player that keeps queries' vectors."""
    cache = EmbeddingCache(Path(":memory:"), HashingEmbedder().identity)
    return nullcontext(CachedQueries(HashingEmbedder(), cache))


def local(name: str, build: Callable[[Path], Path], **more: str) -> Backend:
    """Return a player of a double's folder."""

    def opened(folder: Path) -> AbstractContextManager[Embedder]:
        given = {"embedding_model": name, "embedding_device": "cpu"}
        path = str(build(folder / "model"))
        settings = settings_with(**{**given, **more, "embedding_model_path": path})
        return nullcontext(open_embedder(settings))

    return opened


@contextmanager
def served(_: Path) -> Iterator[Embedder]:
    """Play a server that has the bundled model."""
    bundled = open_embedder(Settings(_env_file=None))
    with service_stub(embed=bundled.embed_passages) as stub:
        given = {"embedding_model": "served:minilm", "embedding_base_url": stub.url}
        yield open_embedder(settings_with(**given))


def service(entry: ModelEntry) -> Backend:
    """Return the player of a service's protocol, against a server that speaks it."""

    @contextmanager
    def opened(_: Path) -> Iterator[Embedder]:
        with service_stub(embed=partial(random_rows, entry.dimensions[0])) as stub:
            given = {"embedding_base_url": stub.url, "embedding_api_key": "k"}
            yield open_embedder(settings_with(**{**given, "embedding_model": entry.name}))

    return opened


def random_rows(dimension: int, texts: Sequence[str]) -> FloatRows:
    """Return a row for each text, always the same for the same text."""
    rows = [np.random.default_rng([1, *t.encode()]).normal(size=dimension) for t in texts]
    return unit_rows(np.asarray(rows, dtype=np.float32))


DOUBLES: dict[str, Callable[[Path], Path]] = {
    "zembed-1": build_zembed,
    "medembed-small": build_medembed,
    "medembed-base": build_medembed,
    "medembed-large": build_medembed,
    "embeddinggemma-300m": build_gemma,
    "embeddinggemma-2": build_gemma2,
    "granite-embedding-small-english-r2": build_granite,
    "granite-embedding-97m-multilingual-r2": build_granite,
    "bge-small-en-v1.5": build_medembed,
    "multilingual-e5-small": build_e5,
    "voyage-4-nano": build_voyage,
}
"""Tiny models of the same architecture as the catalogue's: a new entry needs a line here."""
SERVICES = [e for e in CATALOGUE.values() if e.backend not in (Kind.BUNDLED, Kind.LOCAL)]

BACKENDS: dict[str, Backend] = {
    "hashing": lambda _: nullcontext(HashingEmbedder()),
    "cached queries": cached,
    "minilm": lambda _: nullcontext(open_embedder(Settings(_env_file=None))),
    "granite on openvino": local(
        "granite-embedding-small-english-r2", build_granite, embedding_backend="openvino"
    ),
    "served": served,
    **{name: local(name, build) for name, build in DOUBLES.items()},
    **{entry.name: service(entry) for entry in SERVICES},
}
GUIDE = Path(str(tests.__file__)).resolve().parents[1] / "docs" / "guide" / "embedding-model.md"
SHORT = "Members may cancel in writing."
LONG = "A premium that is not paid within the grace period ends the coverage. " * 80


@pytest.fixture(scope="module", params=sorted(BACKENDS))
def embedder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Embedder]:
    with BACKENDS[request.param](tmp_path_factory.mktemp("model")) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_model_of_the_catalogue_is_held_to_this_contract_and_described(name: str) -> None:
    page = GUIDE.read_text(encoding="utf-8")
    maker, _, _ = name.partition("/")

    assert name in BACKENDS
    assert f"`{name}`" in page or f"`{maker}/\u2026`" in page


def test_vectors_are_float32_rows_of_unit_length(embedder: Embedder) -> None:
    rows = embedder.embed_passages([SHORT, LONG, "x"])

    assert rows.dtype == np.float32
    assert rows.shape == (3, embedder.identity.dimension)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.identity.dimension)
    assert embedder.embed_queries([]).shape == (0, embedder.identity.dimension)
    assert embedder.count_tokens([]) == []


def test_a_text_has_the_same_vector_alone_and_in_a_batch_of_mixed_length(
    embedder: Embedder,
) -> None:
    alone = embedder.embed_passages([SHORT])[0]

    together = embedder.embed_passages(["a", LONG, SHORT, "b " * 50])[2]

    assert float(alone @ together) == pytest.approx(1.0, abs=1e-4)


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder) -> None:
    forwards = embedder.embed_passages([SHORT, LONG])

    backwards = embedder.embed_passages([LONG, SHORT])

    np.testing.assert_allclose(forwards, backwards[::-1], atol=1e-4)


def test_longer_texts_have_more_tokens(embedder: Embedder) -> None:
    short, long = embedder.count_tokens([SHORT, LONG * (1 + embedder.max_tokens // 1_000)])

    assert 0 < short < embedder.max_tokens < long


def test_an_empty_text_has_a_vector_too(embedder: Embedder) -> None:
    row = embedder.embed_passages([""])[0]

    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


def test_the_identity_names_the_model_and_its_dimension(embedder: Embedder) -> None:
    identity = embedder.identity

    assert identity.name
    assert identity.revision
    assert identity.dimension == embedder.embed_queries([SHORT]).shape[1]
