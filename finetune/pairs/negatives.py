"""Near misses: passages that look like the answer and are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

from finetune.pairs.pair import (
    Pair,
    PooledPassage,
    pool_path,
    read_pairs,
    read_pool,
    write_pairs,
    write_pool,
)
from finetune.pairs.progress import CountingBar
from ingest.embedding.cache import EmbeddingCache, embeddings_path
from ingest.embedding.cached_embedding import CachedEmbedding
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.domain.passages import FloatRows
from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings

_QUESTIONS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Guards:
    """What keeps a passage that answers too from being taken for one that does not.

    A near miss may be at most `share` as near as the answering passage, and nearer than `floor`,
    so that it teaches something; the first `skipped` of the ranking are left out. A share of 0.95
    is what NV-Retriever found best (Moreira et al. 2024, https://arxiv.org/abs/2407.15831).
    """

    wanted: int = 3
    share: float = 0.95
    floor: float = 0.0
    skipped: int = 0
    depth: int = 100


@dataclass(frozen=True, slots=True)
class Mined:
    """Pairs with their near misses; pairs for which too few were found are left out."""

    pairs: tuple[Pair, ...]
    left_out: int


def mined(
    pairs: Sequence[Pair],
    pool: Sequence[PooledPassage],
    embedder: Embedder,
    rows: FloatRows,
    guards: Guards,
) -> Mined:
    """Find near misses in the pool for the pairs to train and to stop by; test pairs stay bare.

    Passages of documents that are kept for testing are never taken, nor is any passage that is
    known to answer the question, or has the same words as one that does. `rows` are the pool's
    vectors.
    """
    tested = {pair.document for pair in pairs if pair.part == "test"}
    open_ = np.array([each.document not in tested for each in pool])
    answering = _answering(pairs)
    learnt = [pair for pair in pairs if pair.part != "test"]
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(learnt), _QUESTIONS_AT_ONCE):
        window = learnt[start : start + _QUESTIONS_AT_ONCE]
        asked = embedder.embed_queries([pair.asked for pair in window])
        own = _own(window, pool, embedder, rows)
        near = asked @ rows.T
        near[:, ~open_] = -1.0
        for place, pair in enumerate(window):
            limit = float(asked[place] @ own[place]) * guards.share
            found[id(pair)] = _misses(near[place], pool, answering[pair.question_id], limit, guards)
    kept = [
        pair.model_copy(update={"negatives": found.get(id(pair), ())})
        for pair in pairs
        if pair.part == "test" or len(found[id(pair)]) == guards.wanted
    ]
    return Mined(tuple(kept), len(pairs) - len(kept))


def _own(
    pairs: Sequence[Pair], pool: Sequence[PooledPassage], embedder: Embedder, rows: FloatRows
) -> FloatRows:
    """Return the answering passages' vectors, embedding only those that the pool has not."""
    place = {each.passage: number for number, each in enumerate(pool)}
    missing = sorted({pair.passage for pair in pairs} - place.keys())
    made = dict(zip(missing, embedder.embed_passages(missing), strict=True))
    return np.stack(
        [made[p.passage] if p.passage in made else rows[place[p.passage]] for p in pairs]
    )


def _answering(pairs: Sequence[Pair]) -> Mapping[str, set[str]]:
    """Return, for each question, the ids and the words of what is known to answer it."""
    known: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        known[pair.question_id] |= {pair.passage_id, _words(pair.passage)}
    return known


def _misses(
    near: NDArray[np.float32],
    pool: Sequence[PooledPassage],
    answering: set[str],
    limit: float,
    guards: Guards,
) -> tuple[str, ...]:
    depth = min(guards.depth, len(near))
    best = np.argpartition(-near, depth - 1)[:depth]
    best = best[np.lexsort((best, -near[best]))][guards.skipped :]
    chosen: list[str] = []
    for place in best:
        passage, words = pool[place], _words(pool[place].passage)
        if (
            guards.floor < near[place] <= limit
            and passage.passage_id not in answering
            and words not in answering
            and passage.passage not in chosen
        ):
            chosen.append(passage.passage)
        if len(chosen) == guards.wanted:
            break
    return tuple(chosen)


def _words(text: str) -> str:
    return " ".join(text.lower().split())


# The command `citewell finetune negatives`.


app = typer.Typer(add_completion=False)


@app.command()
def negatives(
    pairs: Annotated[Path, typer.Option(help="The file of `citewell finetune pairs`.")],
    out: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
    model: Annotated[
        str, typer.Option(help="The model that searches; default: the configured one.")
    ] = "",
    wanted: Annotated[int, typer.Option(min=1, max=20, help="Near misses per pair.")] = 3,
    share: Annotated[
        float,
        typer.Option(min=0.1, max=1.0, help="How near one may come, as a share of the answer."),
    ] = 0.95,
    skipped: Annotated[int, typer.Option(min=0, help="Skip this many of the nearest.")] = 0,
) -> None:
    """Find near misses for each pair, guarded against passages that answer too.

    Vectors come from the embedding cache where the passages were embedded before.
    """
    if out.exists():
        raise InputError(f"{str(out)!r} exists. Name another file, or delete it.")
    settings = Settings()
    embedder = open_embedder(
        settings.embedding.model_copy(update={"model": model}) if model else settings.embedding,
        settings.data_dir,
    )
    given, pool = read_pairs(pairs), read_pool(pool_path(pairs))
    cache = embeddings_path(settings.data_dir)
    with (
        EmbeddingCache(cache, embedder.identity) as known,
        CountingBar("Embedding", Console(stderr=True)) as bar,
    ):
        texts = [each.passage for each in pool]
        rows = CachedEmbedding(embedder, known).rows(texts, partial(_count, bar, len(texts)))
    found = mined(given, pool, embedder, rows, Guards(wanted=wanted, share=share, skipped=skipped))
    write_pool(pool_path(out), pool)
    write_pairs(out, found.pairs)
    typer.echo(
        f"Wrote {len(found.pairs):,} pairs with {wanted} near misses each to {out}; "
        f"{found.left_out:,} had too few and are left out. Read some: what answers after all "
        "teaches the wrong thing."
    )


def _count(bar: CountingBar, total: int, done: int) -> None:
    bar.count(done, total)
