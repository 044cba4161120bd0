"""`citewell kb rebuild`: makes a knowledge base anew with today's settings, and switches to it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from citewell.kb.rebuilding import rebuild, rebuild_source
from ingest.progress import shown_progress
from ingest.report_table import show
from knowledge.settings import Settings
from knowledge.stores import open_store


def rebuild_command(
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Go on without documents whose files are gone.")
    ] = False,
) -> None:
    """Read all its folders again with the settings in force now, and switch to the result.

    For another embedding model, splitter, BM25 language or vector storage, and for a new release's
    layout. The old state answers until the new one is whole, and 'kb rollback' goes back to it.
    """
    settings = Settings()
    store = open_store(settings)
    source = rebuild_source(store, kb, losing=yes)
    with shown_progress(Console(stderr=True)) as progress:
        report = rebuild(store, settings, kb, source, progress)
    show(report, Console())
    typer.echo(
        f"{kb!r} is now made with {report.embedding_model}. If that or another setting was "
        "given for this command alone, set it for the chat too. 'citewell kb rollback' goes back."
    )
