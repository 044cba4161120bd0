"""`citewell kb rollback` and `allow`: back to what was."""

from __future__ import annotations

from typing import Annotated

import typer

from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from operations.recovery import roll_back

Name = Annotated[str, typer.Argument(metavar="NAME", help="The knowledge base.")]


def rollback(
    name: Name,
    *,
    to: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The generation; else the one before.")
    ] = None,
) -> None:
    """Make an older generation the one that answers."""
    settings = Settings()
    store = open_store(settings.store, settings.data_dir)
    number, again = roll_back(store, settings.data_dir, name, to)
    typer.echo(f"{name!r} now answers from generation {number}.")
    if again:
        typer.echo(f"{again} purged document(s) that it brought back were taken out again.")


def allow(
    document: Annotated[str, typer.Argument(metavar="KEY", help="The purged document's key.")],
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
) -> None:
    """Let a purged document be ingested again."""
    if not CuratorRecords(Settings().data_dir, kb).tombstones.lift(document):
        raise InputError(f"No document with the key {document!r} was purged from {kb!r}.")
    typer.echo(f"{document!r} may be ingested into {kb!r} again.")
