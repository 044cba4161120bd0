"""Bytes made from texts, kept by model."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from knowledge.domain.errors import StoreUnavailable
from knowledge.files.blob_cache import BlobCache, BlobTable, text_digest

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
