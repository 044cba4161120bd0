"""`citewell kb snapshot`: a knowledge base's snapshots on its Qdrant server."""

from __future__ import annotations

from typing import Annotated

import typer

from citewell.columns import columns
from citewell.kb.purging_snapshots import restore_snapshot, server_of
from knowledge.settings import Settings

app = typer.Typer(
    help="Make, list, restore and delete snapshots on a Qdrant server.",
    no_args_is_help=True,
    add_completion=False,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The knowledge base.")]
Chosen = Annotated[str, typer.Argument(metavar="SNAPSHOT", help="As 'snapshot list' names it.")]


@app.command()
def make(name: Name) -> None:
    """Have the server make a snapshot of all generations; it lies where the server keeps them."""
    made = server_of(Settings()).snapshots(name).make()
    typer.echo(f"Made {made.name} of {name!r}, generation {made.generation}.")


@app.command("list")
def list_all(name: Name) -> None:
    """List the snapshots, oldest first."""
    found = server_of(Settings()).snapshots(name).all()
    if not found:
        typer.echo(f"No snapshot of {name!r}. Make one: citewell kb snapshot make {name}")
        return
    rows = [
        (each.name, each.made_at, str(each.generation), f"{each.size_bytes / 1e6:,.1f} MB")
        for each in found
    ]
    typer.echo(columns([("snapshot", "made", "generation", "size"), *rows]))


@app.command()
def restore(name: Name, snapshot: Chosen) -> None:
    """Bring a snapshot back; what was purged since stays away."""
    generation = restore_snapshot(Settings(), name, snapshot)
    typer.echo(f"{name!r} now answers from generation {generation}, as in {snapshot}.")


@app.command()
def delete(name: Name, snapshot: Chosen) -> None:
    """Delete a snapshot from the server."""
    server_of(Settings()).snapshots(name).delete(snapshot)
    typer.echo(f"Deleted {snapshot} of {name!r}.")
