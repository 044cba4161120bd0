"""`citewell kb migrate`: this release's layout and word rules, without the files or a model."""

from __future__ import annotations

from contextlib import closing
from dataclasses import fields
from typing import Annotated

import typer

from knowledge.archive import counted
from knowledge.bm25 import TODAYS_RULES, Bm25Encoder
from knowledge.migrating import migrate, migrated_manifest
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
    store = open_store(settings)
    with closing(store.open_any_layout(kb)) as reader:
        stored = reader.manifest
    manifest = migrated_manifest(kb, stored, _today(stored, settings))
    if manifest == stored:
        typer.echo(f"{kb!r} is as this release and the settings want it. Nothing to do.")
        return
    taken = migrate(store, kb, manifest, Bm25Encoder.of(manifest))
    typer.echo(f"Migrated {counted(taken)} of {kb!r}: {_changes(stored, manifest)}.")
    typer.echo("'citewell kb rollback' goes back.")


def _today(stored: Manifest, settings: Settings) -> Manifest:
    return Manifest(
        embedder=stored.embedder,
        splitter=stored.splitter,
        bm25_language=settings.bm25_language,
        bm25_rules=TODAYS_RULES,
        vector_storage=settings.vector_storage,
    )


def _changes(before: Manifest, after: Manifest) -> str:
    pairs = [(f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(Manifest)]
    return ", ".join(f"{name} {then} -> {now}" for name, then, now in pairs if then != now)
