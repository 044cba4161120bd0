"""What was read of passages, kept on disk: found again, told apart by model, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import StoreUnavailable
from knowledge.files.blob_cache import text_digest
from knowledge.models.late_interaction.cache import (
    PIECES,
    TokenVectorCache,
    TokenVectorIndexer,
    packed_token_vectors,
    token_vectors_path,
)
from knowledge.models.late_interaction.token_vectors import packed
from tests.fakes import HashingEmbedder

MODEL = EmbedderIdentity(name="m", revision="1", dimension=64)
A, B = text_digest("a"), text_digest("b")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[TokenVectorCache]:
    with closing(TokenVectorCache(token_vectors_path(tmp_path), MODEL)) as opened:
        yield opened


def test_readings_are_found_again_after_reopening(cache: TokenVectorCache, tmp_path: Path) -> None:
    cache.put({A: b"read of a"})

    with closing(TokenVectorCache(token_vectors_path(tmp_path), MODEL)) as again:
        assert again.get([A, B]) == {A: b"read of a"}
        assert again.missing([A, B, A]) == {B}


@pytest.mark.parametrize(
    "other", [replace(MODEL, name="n"), replace(MODEL, revision="2"), replace(MODEL, dimension=32)]
)
def test_another_model_or_revision_finds_nothing(
    cache: TokenVectorCache, tmp_path: Path, other: EmbedderIdentity
) -> None:
    cache.put({A: b"read of a"})

    with closing(TokenVectorCache(token_vectors_path(tmp_path), other)) as others:
        assert others.get([A]) == {}
        assert others.missing([A]) == {A}


def test_more_than_one_query_may_hold_is_found(cache: TokenVectorCache) -> None:
    many = {text_digest(str(number)): b"x" for number in range(1201)}

    cache.put(many)

    assert cache.get(list(many)) == many
    assert cache.missing(many) == set()


def test_a_forgotten_text_leaves_nothing_in_the_file(
    cache: TokenVectorCache, tmp_path: Path
) -> None:
    cache.put({A: b"what a person said", B: b"else"})

    cache.forget(["a"])

    assert cache.get([A, B]) == {B: b"else"}
    assert b"what a person said" not in token_vectors_path(tmp_path).read_bytes()


def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "readings.sqlite"
    path.write_bytes(b"no database" * 100)

    with pytest.raises(StoreUnavailable, match="delete it"):
        TokenVectorCache(path, MODEL)


def test_texts_of_any_length_are_packed_each_by_itself() -> None:
    texts = ["grace period", "", "a"]
    read = HashingEmbedder().embed_tokens(texts)

    kept = packed_token_vectors(texts, read)

    assert kept == {
        text_digest(text): packed(each.rows) for text, each in zip(texts, read, strict=True)
    }


def test_of_a_long_text_the_first_pieces_are_kept() -> None:
    read = HashingEmbedder().embed_tokens(["word " * 300])

    (kept,) = packed_token_vectors(["word " * 300], read).values()

    assert kept == packed(read[0].rows[:PIECES])


def test_what_is_embedded_is_read_and_kept_on_the_way(cache: TokenVectorCache) -> None:
    embedder = HashingEmbedder()
    ahead = TokenVectorIndexer(embedder, cache)

    rows = ahead.embed(["b", "a"])

    assert rows.tolist() == embedder.embed_passages(["b", "a"]).tolist()
    assert cache.get([A, B]) == packed_token_vectors(["a", "b"], embedder.embed_tokens(["a", "b"]))


def test_only_what_was_not_read_before_is_left_to_read(cache: TokenVectorCache) -> None:
    ahead = TokenVectorIndexer(HashingEmbedder(), cache)
    ahead.embed(["a"])

    unread = ahead.unread(["a", "b", "longer", "b"])
    ahead.read(unread)

    assert unread == ["longer", "b"]
    assert ahead.unread(["a", "b", "longer"]) == []
