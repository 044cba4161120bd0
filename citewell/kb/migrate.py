"""`citewell kb migrate`: this release's layout and word rules, without the files or a model."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

import typer

from citewell.kb.rebuilding import migrate_to_settings
from knowledge.archive import counted
from knowledge.settings import Settings
from knowledge.store import Manifest
from knowledge.stores import open_store


def migrate_command(
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
) -> None:
    """Bring it to this release's layout, word rules, BM25 language and vector storage.

    Nothing is read or embedded again; the old state answers until the new one is whole, and 'kb
    rollback' goes back to it. For another model or splitter: 'kb rebuild'.
    """
    settings = Settings()
    done = migrate_to_settings(open_store(settings), settings, kb)
    if done.before == done.after:
        typer.echo(f"{kb!r} is as this release and the settings want it. Nothing to do.")
        return
    changes = _changes(done.before, done.after)
    typer.echo(f"Migrated {counted(done.documents)} of {kb!r}: {changes}.")
    typer.echo("'citewell kb rollback' goes back.")


def _changes(before: Manifest, after: Manifest) -> str:
    pairs = [(f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(Manifest)]
    return ", ".join(f"{name} {then} -> {now}" for name, then, now in pairs if then != now)
