"""How fast the embedding model is, beside the bare library on the same texts in the same run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from knowledge.embedding import Embedder

Encode = Callable[[list[str]], object]
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class EmbeddingSpeed:
    """One way of embedding: passages and tokens per second, median of the rounds."""

    way: str
    passages_per_second: float
    tokens_per_second: float


def bench_embedding(
    embedder: Embedder,
    texts: Sequence[str],
    *,
    bare: Encode | None = None,
    rounds: int = _ROUNDS,
) -> list[EmbeddingSpeed]:
    """Embed the texts in turns by the product and, where given, by the bare library.

    In turns, so that what else the machine does meanwhile hits both alike.
    """
    tokens = sum(min(count, embedder.max_tokens) for count in embedder.count_tokens(texts))
    ways: dict[str, Encode] = {"citewell": embedder.embed_passages}
    if bare is not None:
        ways["bare encode"] = bare
    for encode in ways.values():
        encode(list(texts[:8]))
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, encode in ways.items():
            started = perf_counter()
            encode(list(texts))
            seconds[way].append(perf_counter() - started)
    return [
        EmbeddingSpeed(way, len(texts) / median(taken), tokens / median(taken))
        for way, taken in seconds.items()
    ]


def print_speeds(
    speeds: Sequence[EmbeddingSpeed], console: Console, *, model: str, texts: int
) -> None:
    """Print the table."""
    table = Table(title=f"Embedding with {model}, {texts:,} passages")
    table.add_column("way")
    for title in ("passages/s", "tokens/s", "of bare encode"):
        table.add_column(title, justify="right")
    bare = next((row.passages_per_second for row in speeds if row.way == "bare encode"), None)
    for row in speeds:
        share = f"{row.passages_per_second / bare:.2f}" if bare else ""
        table.add_row(
            row.way, f"{row.passages_per_second:,.1f}", f"{row.tokens_per_second:,.0f}", share
        )
    console.print(table)
    console.print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
