"""`citewell models`: which models there are, which are ready here, and how to get the others."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from citewell.terminal.columns import columns
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.embedders import CATALOGUE, Backend, ModelEntry, entry_named
from knowledge.models.catalogue.folders import PulledRevisions, marked_revision, revision_of
from knowledge.models.catalogue.folders import pull as pull_model
from knowledge.models.catalogue.rerankers import RERANKERS, RerankerEntry
from knowledge.settings.settings import Settings
from operations.model_readiness import ModelStatus, model_rows

MODELS_SCHEMA_VERSION = 1

app = typer.Typer(help="List and pull embedding models and rerankers.", add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.callback(invoke_without_command=True)
def _models(context: typer.Context) -> None:
    """List and pull embedding models and rerankers."""
    if context.invoked_subcommand is None:
        list_all(as_json=False)


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """List name, dimensions, context, licence, framing, and whether each is ready here."""
    settings = Settings()
    rows = model_rows(settings.embedding, settings.reranker, settings.data_dir)
    if as_json:
        document = {
            "schema_version": MODELS_SCHEMA_VERSION,
            "models": [asdict(row) for row in rows],
        }
        typer.echo(json.dumps(document, indent=2))
        return
    for kind in ("embedding", "reranker"):
        head = ("", kind, "dimensions", "tokens", "licence", "framing", "revision", "ready here")
        typer.echo(columns([head, *(_cells(row) for row in rows if row.kind == kind)]))
        typer.echo("")
    typer.echo(
        "* is set. Set another by CITEWELL_EMBEDDING_MODEL or CITEWELL_RERANKER; a folder, a hub "
        "id that was pulled, and served:NAME for an OpenAI-compatible server work too."
    )


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="A name from the list, or a hub id.")],
    *,
    path: Annotated[
        Path | None,
        typer.Option(help="Put it into this folder, to carry to a machine without network."),
    ] = None,
    revision: Annotated[
        str,
        typer.Option(help="Another commit or branch than the pinned one, or than the one pulled."),
    ] = "",
    weights: Annotated[
        bool,
        typer.Option(help="Or only what a served model needs here: tokenizer, projections."),
    ] = True,
) -> None:
    """Download a model from the hub; files that are here already are kept.

    The next pull continues one that was interrupted.
    """
    entry = entry_named(name) or RERANKERS.get(name)
    sources, pinned = _origin(name, entry)
    pulled = PulledRevisions(Settings().data_dir)
    known = pinned or (marked_revision(path) if path else "") or pulled.of(sources)
    folder = pull_model(sources, revision or known, target=path, weights=weights)
    commit = revision_of(folder)
    typer.echo(f"{name} is in {folder}, revision {commit}.")
    if path is not None:
        variable = "RERANKER_PATH" if name in RERANKERS else "EMBEDDING_MODEL_PATH"
        typer.echo(f"On the other machine set CITEWELL_{variable} to where you put it.")
        return
    pulled.remember(sources, commit, pinned=pinned)
    if commit != pinned:
        typer.echo(_kept(name, pinned))


def _kept(name: str, pinned: str) -> str:
    if pinned:
        return (
            f"That is not the catalogue's commit ({pinned}). It is used from now on; `citewell "
            f"models pull {name}` goes back to the catalogue's."
        )
    return (
        "The catalogue pins no commit of it. This one is used from now on, by later pulls too; "
        f"`citewell models pull {name} --revision main` takes the newest, which is another model "
        "to a knowledge base."
    )


def _origin(name: str, entry: ModelEntry | RerankerEntry | None) -> tuple[tuple[str, ...], str]:
    if isinstance(entry, ModelEntry) and entry.backend is Backend.BUNDLED:
        raise InputError(f"{name!r} comes with Citewell; there is nothing to pull.")
    if entry is not None and entry.licence == "service":
        raise InputError(f"{name!r} is a service; there is nothing to pull. Set its key instead.")
    if entry is not None:
        return (entry.source, *entry.older_sources), entry.revision
    if name.count("/") != 1:
        known = ", ".join(sorted((*CATALOGUE, *RERANKERS)))
        raise InputError(f"{name!r} is neither a hub id (owner/name) nor one of {known}.")
    return (name,), ""


def _revision(row: ModelStatus) -> str:
    """Say which commit is here, and whether it is the catalogue's."""
    if not row.revision:
        to_pull = row.get_ready.startswith("citewell models pull")
        return "pinned" if row.pinned_revision else "not pinned" if to_pull else ""
    short = row.revision[:7]
    return f"{short} pinned" if row.revision == row.pinned_revision else f"{short} pulled"


def _cells(row: ModelStatus) -> tuple[str, ...]:
    return (
        "*" if row.chosen else " ",
        row.name,
        " ".join(map(str, row.dimensions)),
        f"{row.max_tokens:,}",
        row.licence,
        row.framing,
        _revision(row),
        "yes" if row.ready else row.get_ready,
    )
