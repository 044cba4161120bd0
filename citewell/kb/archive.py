"""`citewell kb import`, `backup` and `restore`: a knowledge base out of one place into another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge.care.archive import counted
from knowledge.settings.settings import Settings
from operations.archive import back_up, import_archive, restore_backup

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
