"""`citewell kb rebuild`: makes a knowledge base anew with today's settings, and switches to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.opening import opened_tools, target_of
from ingest.pipeline import ingest
from ingest.progress import shown_progress
from ingest.report_table import show
from ingest.roots import path_of
from ingest.taking import Choices
from knowledge.documents import DocumentRecord
from knowledge.errors import InputError, KnowledgeBaseMismatch
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings
from knowledge.store import Store
from knowledge.stores import open_store

_MOST_NAMED = 5


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
    records = _records(store, kb)
    lost = [record for record in records if not _has_file(record)]
    if lost and not yes:
        raise InputError(_loss(kb, lost))
    roots = sorted({Path(record.root) for record in records if _has_file(record)})
    if not roots:
        raise InputError(
            f"No file of {kb!r} is where it was ingested from, so that there is nothing to make it "
            "from. Ingest its documents into a new knowledge base."
        )
    embedder = open_embedder(settings)
    target = target_of(kb, settings, embedder)
    with (
        shown_progress(Console(stderr=True)) as progress,
        opened_tools(
            target,
            settings,
            store=store,
            embedder=embedder,
            progress=progress,
            choices=Choices(afresh=True),
        ) as tools,
    ):
        report = ingest(roots, target, tools)
    show(report, Console())
    typer.echo(
        f"{kb!r} is now made with {target.manifest.embedder.name}. If that or another setting was "
        "given for this command alone, set it for the chat too. 'citewell kb rollback' goes back."
    )


def _records(store: Store, kb: str) -> list[DocumentRecord]:
    try:
        with closing(store.open(kb)) as reader:
            return reader.documents()
    except KnowledgeBaseMismatch:
        # Another release's layout, which nobody can read; the records of all generations can be.
        return store.every_document(kb)


def _has_file(record: DocumentRecord) -> bool:
    path = path_of(record)
    return path is not None and path.is_file()


def _loss(kb: str, lost: Sequence[DocumentRecord]) -> str:
    named = ", ".join(record.source for record in lost[:_MOST_NAMED])
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    roots = ", ".join(sorted({record.root for record in lost}))
    return (
        f"{len(lost)} documents of {kb!r} have no file any more ({named}{more}; from {roots}), so "
        "a rebuilt knowledge base would be without them. Put the files back, or go on with --yes. "
        "Nothing was changed."
    )
