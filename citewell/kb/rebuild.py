"""`citewell kb rebuild`, `migrate`, `import`, `backup` and `restore`."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.report.progress import shown_progress
from ingest.report.table import show
from knowledge.care.archive import counted
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Manifest
from operations.archive import back_up, import_archive, restore_backup
from operations.rebuild import migrate_to_settings, rebuild, rebuild_source


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
    store = open_store(settings.store, settings.data_dir)
    source = rebuild_source(store, kb, losing=yes)
    with shown_progress(Console(stderr=True)) as progress:
        report = rebuild(store, settings, kb, source, progress)
    show(report, Console())
    typer.echo(
        f"{kb!r} is now made with {report.embedding_model}. If that or another setting was "
        "given for this command alone, set it for the chat too. 'citewell kb rollback' goes back."
    )


# `citewell kb migrate`: this release's layout and word rules, without the files or a model.


def migrate_command(
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
) -> None:
    """Bring it to this release's layout, word rules, BM25 language and vector storage.

    Nothing is read or embedded again; the old state answers until the new one is whole, and 'kb
    rollback' goes back to it. For another model or splitter: 'kb rebuild'.
    """
    settings = Settings()
    done = migrate_to_settings(open_store(settings.store, settings.data_dir), settings.ingest, kb)
    if done.before == done.after:
        typer.echo(f"{kb!r} is as this release and the settings want it. Nothing to do.")
        return
    changes = _changes(done.before, done.after)
    typer.echo(f"Migrated {counted(done.documents)} of {kb!r}: {changes}.")
    typer.echo("'citewell kb rollback' goes back.")


def _changes(before: Manifest, after: Manifest) -> str:
    pairs = [(f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(Manifest)]
    return ", ".join(f"{name} {then} -> {now}" for name, then, now in pairs if then != now)


File = Annotated[Path, typer.Argument(metavar="FILE")]


def import_command(
    file: File,
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The new knowledge base.")],
) -> None:
    """Make a knowledge base from what 'kb export --vectors' wrote; nothing is embedded."""
    settings = Settings()
    records = import_archive(settings.store, settings.data_dir, file, kb)
    typer.echo(f"Imported {counted(records)} into {kb!r}.")


def backup(
    file: File,
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
) -> None:
    """Write passages, vectors, originals, settings and tombstones into one tar file."""
    records = back_up(Settings(), kb, file)
    typer.echo(f"Backed up {kb!r} ({counted(records)}) to {file}.")


def restore(
    file: File,
    *,
    kb: Annotated[
        str, typer.Option(metavar="NAME", help="Restore under this name, not its own.")
    ] = "",
) -> None:
    """Make a knowledge base from a backup; what was purged since stays away."""
    settings = Settings()
    name, records = restore_backup(settings.store, settings.data_dir, file, kb)
    typer.echo(f"Restored {counted(records)} into {name!r}.")
