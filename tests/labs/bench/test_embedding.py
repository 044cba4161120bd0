"""The bench of embedding, with a model that takes no time."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from labs.bench.embedding import EmbeddingSpeed, bench_embedding, print_speeds
from tests.fakes import HashingEmbedder

TEXTS = ["A spouse may be added.", "The form is HL-214."] * 10


def test_both_ways_embed_the_same_texts_equally_often() -> None:
    calls: list[int] = []

    def bare(texts: list[str]) -> None:
        calls.append(len(texts))

    ours, theirs = bench_embedding(HashingEmbedder(), TEXTS, bare=bare, rounds=3)

    assert calls == [8, 20, 20, 20]  # once to warm up
    assert (ours.way, theirs.way) == ("citewell", "bare encode")
    # 6 and 7 tokens, as the hashing embedder counts them.
    assert ours.tokens_per_second / ours.passages_per_second == pytest.approx(6.5)


def test_the_table_tells_the_share_of_the_bare_library(tmp_path: Path) -> None:
    speeds = [EmbeddingSpeed("citewell", 30.0, 900.0), EmbeddingSpeed("bare encode", 20.0, 600.0)]
    with (tmp_path / "out").open("w") as file:
        console = Console(record=True, width=100, file=file)

        print_speeds(speeds, console, model="minilm", texts=20)

        assert "1.50" in console.export_text()
