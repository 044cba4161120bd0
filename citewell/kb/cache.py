"""`citewell kb cache`: looks at the kept embeddings, and deletes those that are no use."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.cache import check_cache
from knowledge.settings import Settings


def cache(
    *,
    clean: Annotated[
        bool, typer.Option("--clean", help="Delete what is unsound; it is embedded again.")
    ] = False,
) -> None:
    """Check every embedding that is kept on disk; exit 1 where unsound ones are left."""
    found = check_cache(Settings().data_dir, clean=clean)
    if not found.unsound:
        typer.echo(f"{found.vectors:,} embeddings are kept; every one is of unit length.")
        return
    what = f"{found.unsound:,} of {found.vectors:,} embeddings hold NaN or are not of unit length"
    if clean:
        typer.echo(f"{what}; they are deleted. Check the knowledge bases with citewell kb verify.")
        return
    typer.echo(f"{what}. They are not used; citewell kb cache --clean deletes them.")
    raise typer.Exit(1)
