"""`citewell kb replicas`: how many nodes of a Qdrant cluster hold a knowledge base."""

from __future__ import annotations

from typing import Annotated

import typer

from citewell.columns import columns
from citewell.kb.purging_snapshots import server_of, tolerance_sentence
from knowledge.errors import InputError
from knowledge.server.replicas import Replicas
from knowledge.settings import Settings


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
    replicas = server_of(Settings()).replicas(name)
    if write_consistency and not to:
        raise InputError("--write-consistency needs --to N, the number of replicas.")
    if to:
        replicas.change(to, write_consistency or 0, told=typer.echo)
    typer.echo(described(replicas))


def described(replicas: Replicas) -> str:
    """Return a table of the copies, and what may die."""
    nodes = replicas.nodes()
    if not nodes:
        return "The server is one by itself, not a cluster: it keeps one copy."
    alive = {node.number for node in nodes if node.answers}
    rows = [("collection", "shard", "whole on nodes", "not on")]
    for shard in replicas.shards():
        whole = [node for node, is_whole in shard.copies.items() if is_whole and node in alive]
        rest = [node for node in shard.copies if node not in whole]
        rows.append((shard.collection, str(shard.number), _listed(whole), _listed(rest)))
    return f"{columns(rows)}\n{tolerance_sentence(replicas)}"


def _listed(nodes: list[int]) -> str:
    return ", ".join(map(str, nodes)) or "none"
