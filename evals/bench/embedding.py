"""How fast the embedding model is, beside other ways to run it and the bare library, in one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge.embedding import Embedder

Encode = Callable[[list[str]], object]
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class EmbeddingSpeed:
    """One way of embedding: passages and tokens per second, median of the rounds.

    `least_cosine` is the smallest one of its vectors to the first way's; None for the bare library.
    """

    way: str
    passages_per_second: float
    tokens_per_second: float
    least_cosine: float | None = None


def bench_embedding(
    embedder: Embedder,
    texts: Sequence[str],
    *,
    bare: Encode | None = None,
    others: Mapping[str, Embedder] | None = None,
    rounds: int = _ROUNDS,
) -> list[EmbeddingSpeed]:
    """Embed the texts in turns by the product, other ways to run it, and the bare library.

    In turns, so that what else the machine does meanwhile hits both alike.
    """
    tokens = sum(min(count, embedder.max_tokens) for count in embedder.count_tokens(texts))
    ours = {"citewell": embedder, **(others or {})}
    ways: dict[str, Encode] = {way: each.embed_passages for way, each in ours.items()}
    if bare is not None:
        ways["bare encode"] = bare
    cosines = _least_cosines(ours, texts[:8])
    if bare is not None:
        bare(list(texts[:8]))
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, encode in ways.items():
            started = perf_counter()
            encode(list(texts))
            seconds[way].append(perf_counter() - started)
    return [
        EmbeddingSpeed(way, len(texts) / median(taken), tokens / median(taken), cosines.get(way))
        for way, taken in seconds.items()
    ]


def _least_cosines(ways: Mapping[str, Embedder], texts: Sequence[str]) -> dict[str, float]:
    rows = {way: embedder.embed_passages(texts) for way, embedder in ways.items()}
    first = next(iter(rows.values()))
    return {way: float(np.min(np.sum(first * each, axis=1))) for way, each in rows.items()}


def print_speeds(
    speeds: Sequence[EmbeddingSpeed], console: Console, *, model: str, texts: int
) -> None:
    """Print the table."""
    table = Table(title=f"Embedding with {model}, {texts:,} passages")
    table.add_column("way")
    for title in ("passages/s", "tokens/s", "of bare encode", "least cosine"):
        table.add_column(title, justify="right")
    bare = next((row.passages_per_second for row in speeds if row.way == "bare encode"), None)
    for row in speeds:
        share = f"{row.passages_per_second / bare:.2f}" if bare else ""
        cosine = "" if row.least_cosine is None else f"{row.least_cosine:.5f}"
        passages, tokens = f"{row.passages_per_second:,.1f}", f"{row.tokens_per_second:,.0f}"
        table.add_row(row.way, passages, tokens, share, cosine)
    console.print(table)
    console.print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
