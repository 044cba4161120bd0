"""Bytes made from texts, kept by model."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from citewell.kb.command import app as kb_app
from ingest.embedding.cache import (
    BlobCache,
    BlobTable,
    CacheCheck,
    EmbeddingCache,
    check_cache,
    embeddings_path,
    text_digest,
)
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ModelDamaged, StoreUnavailable
from knowledge.domain.passages import FloatRows

MODEL = EmbedderIdentity(name="m", revision="1", dimension=2)
ROWS: FloatRows = np.array([[1, 0], [0, 1]], dtype=np.float32)


def test_vectors_are_found_again_after_reopening(tmp_path: Path) -> None:
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(["a", "b"], ROWS)

    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        found = cache.get(["b", "c"])

    assert {text: row.tolist() for text, row in found.items()} == {"b": [0.0, 1.0]}


@pytest.mark.parametrize(
    "other",
    [
        replace(MODEL, name="n"),
        replace(MODEL, revision="2"),
        replace(MODEL, framing="query: "),
        replace(MODEL, dimension=3),
    ],
)
def test_another_model_revision_prompt_or_dimension_finds_nothing(
    tmp_path: Path, other: EmbedderIdentity
) -> None:
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(["a", "b"], ROWS)

    with EmbeddingCache(tmp_path / "c.sqlite", other) as cache:
        assert cache.get(["a", "b"]) == {}


def test_more_texts_than_one_question_may_hold_are_found(tmp_path: Path) -> None:
    many = [str(number) for number in range(1201)]
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(many, np.tile(ROWS[:1], (1201, 1)))

        assert len(cache.get(many)) == 1201


NOT_A_NUMBER: FloatRows = np.array([[np.nan, 0], [1, 1]], dtype=np.float32)


@pytest.mark.parametrize("row", NOT_A_NUMBER)
def test_what_is_no_unit_vector_is_not_kept(tmp_path: Path, row: FloatRows) -> None:
    with (
        EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache,
        pytest.raises(ModelDamaged, match="1 of 1 vectors that cannot be searched by"),
    ):
        cache.put(["a"], row[None])


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose cache an older release filled under OpenVINO."""
    monkeypatch.setattr("ingest.embedding.cache.refuse_unsound", lambda _rows, _model: None)
    with EmbeddingCache(embeddings_path(tmp_path), MODEL) as cache:
        cache.put(["good", "bad", "long"], np.concatenate([ROWS[:1], NOT_A_NUMBER]))
    return tmp_path


def test_what_an_older_release_kept_wrongly_is_as_if_it_were_not_there(spoilt: Path) -> None:
    with EmbeddingCache(embeddings_path(spoilt), MODEL) as cache:
        found = cache.get(["good", "bad", "long"])

    assert list(found) == ["good"]


def test_a_cache_is_checked_and_cleaned_on_request(spoilt: Path) -> None:
    looked = check_cache(spoilt)
    cleaned = check_cache(spoilt, clean=True)

    assert looked == cleaned == CacheCheck(vectors=3, unsound=2)
    assert check_cache(spoilt) == CacheCheck(vectors=1, unsound=0)


def test_no_cache_has_nothing_unsound(tmp_path: Path) -> None:
    assert check_cache(tmp_path) == CacheCheck(vectors=0, unsound=0)


def test_the_command_says_what_is_unsound_and_deletes_it(
    spoilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(spoilt))

    looked, cleaned, again = (
        CliRunner().invoke(kb_app, ["cache", *more]) for more in ([], ["--clean"], [])
    )

    assert (looked.exit_code, cleaned.exit_code, again.exit_code) == (1, 0, 0)
    assert "2 of 3 embeddings hold NaN or are not of unit length" in looked.output
    assert "they are deleted" in cleaned.output
    assert "1 embeddings are kept" in again.output


def test_a_forgotten_text_leaves_no_vector_in_the_file(tmp_path: Path) -> None:
    secret = np.array([[0.123456, 0.99235]], dtype=np.float32)
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(["a"], secret)
        cache.forget(["a"])

        assert cache.get(["a"]) == {}
    assert secret.tobytes() not in (tmp_path / "c.sqlite").read_bytes()


def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"no database" * 100)

    with pytest.raises(StoreUnavailable, match="delete it"):
        EmbeddingCache(tmp_path / "c.sqlite", MODEL)


TABLE = BlobTable(
    "pieces",
    "made",
    "CREATE TABLE IF NOT EXISTS pieces "
    "(text BLOB NOT NULL, model BLOB NOT NULL, made BLOB NOT NULL, UNIQUE (text, model))",
    told="file of pieces",
)
ONE, TWO = text_digest("one"), text_digest("two")


def test_what_was_put_is_found_again_for_its_model_only(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "pieces.sqlite"
    with closing(BlobCache(path, TABLE, b"minilm")) as cache:
        cache.put({ONE: b"1"})

    with closing(BlobCache(path, TABLE, b"minilm")) as again:
        assert again.get([ONE, TWO]) == {ONE: b"1"}
        assert again.missing([ONE, TWO]) == {TWO}
    with closing(BlobCache(path, TABLE, b"other")) as other:
        assert other.get([ONE]) == {}


def test_a_forgotten_text_is_forgotten_for_every_model(tmp_path: Path) -> None:
    path = tmp_path / "pieces.sqlite"
    with closing(BlobCache(path, TABLE, b"minilm")) as cache:
        cache.put({ONE: b"1", TWO: b"2"})
    with closing(BlobCache(path, TABLE, b"other")) as other:
        other.put({ONE: b"x"})

        other.forget(["one"])

        assert list(other.every()) == [(TWO, b"2")]


def test_a_file_that_is_no_database_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "pieces.sqlite"
    path.write_bytes(b"no database" * 100)

    with pytest.raises(StoreUnavailable, match="file of pieces"):
        BlobCache(path, TABLE, b"minilm")
