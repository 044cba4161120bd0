"""`citewell kb snapshot`: a knowledge base's snapshots on its Qdrant server."""

from __future__ import annotations

from typing import Annotated

import typer

from citewell.terminal.columns import columns
from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings
from knowledge.store.server.replicas import Replicas
from operations.server import restore_snapshot, server_of, tolerance_sentence

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
    settings = Settings()
    made = server_of(settings.store, settings.data_dir).snapshots(name).make()
    typer.echo(f"Made {made.name} of {name!r}, generation {made.generation}.")


@app.command("list")
def list_all(name: Name) -> None:
    """List the snapshots, oldest first."""
    settings = Settings()
    found = server_of(settings.store, settings.data_dir).snapshots(name).all()
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
    settings = Settings()
    generation = restore_snapshot(settings.store, settings.data_dir, name, snapshot)
    typer.echo(f"{name!r} now answers from generation {generation}, as in {snapshot}.")


@app.command()
def delete(name: Name, snapshot: Chosen) -> None:
    """Delete a snapshot from the server."""
    settings = Settings()
    server_of(settings.store, settings.data_dir).snapshots(name).delete(snapshot)
    typer.echo(f"Deleted {snapshot} of {name!r}.")


# `citewell kb replicas`: how many nodes of a Qdrant cluster hold a knowledge base.


def replicas_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The knowledge base.")],
    *,
    to: Annotated[
        int | None, typer.Option(min=1, max=64, metavar="N", help="Let N nodes hold each shard.")
    ] = None,
    write_consistency: Annotated[
        int | None,
        typer.Option(min=1, max=64, metavar="N", help="Let N of them confirm each write."),
    ] = None,
) -> None:
    """Show which nodes of a cluster hold a knowledge base, or change how many do.

    What is there is copied while it is searched and written. The number of shards stays: it takes
    CITEWELL_STORE_SHARDS and 'citewell kb rebuild'.
    """
    settings = Settings()
    replicas = server_of(settings.store, settings.data_dir).replicas(name)
    if write_consistency and not to:
        raise InputError("--write-consistency needs --to N, the number of replicas.")
    if to:
        replicas.change(to, write_consistency or 0, told=typer.echo)
    typer.echo(described(replicas))


def described(replicas: Replicas) -> str:
    """Return a table of the copies, and what may die."""
    nodes = replicas.nodes()
    if not nodes:
        return "The server is a single server, not a cluster: it keeps one copy."
    alive = {node.number for node in nodes if node.answers}
    rows = [("collection", "shard", "whole on nodes", "not on")]
    for shard in replicas.shards():
        whole = [node for node, is_whole in shard.copies.items() if is_whole and node in alive]
        rest = [node for node in shard.copies if node not in whole]
        rows.append((shard.collection, str(shard.number), _listed(whole), _listed(rest)))
    return f"{columns(rows)}\n{tolerance_sentence(replicas)}"


def _listed(nodes: list[int]) -> str:
    return ", ".join(map(str, nodes)) or "none"
