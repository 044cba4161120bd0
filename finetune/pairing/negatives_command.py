"""The command `citewell finetune negatives`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from finetune.counting import CountingBar
from finetune.pairing.negatives import Guards, mined
from finetune.pairing.pairs import pool_path, read_pairs, read_pool, write_pairs, write_pool
from ingest.cache import EmbeddingCache, embeddings_path
from ingest.embedding import CachedEmbedding
from knowledge.errors import InputError
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def negatives(
    pairs: Annotated[Path, typer.Option(help="The file of `citewell finetune pairs`.")],
    out: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
    model: Annotated[str, typer.Option(help="What searches; default: the desk's model.")] = "",
    wanted: Annotated[int, typer.Option(min=1, max=20, help="Near misses per pair.")] = 3,
    share: Annotated[
        float, typer.Option(min=0.1, max=1.0, help="At most so near, measured by the answer.")
    ] = 0.95,
    skipped: Annotated[int, typer.Option(min=0, help="Leave the first ones out.")] = 0,
) -> None:
    """Find near misses for each pair, guarded against passages that answer too.

    Vectors come from the embedding cache where the passages were embedded before.
    """
    if out.exists():
        raise InputError(f"{str(out)!r} exists. Name another file, or delete it.")
    settings = Settings()
    embedder = open_embedder(
        settings.model_copy(update={"embedding_model": model}) if model else settings
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
