"""The command `citewell eval fetch`: a benchmark of the field, from the hub, on request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.benchmarks.beir_folder import read_beir_folder
from evals.benchmarks.mteb_names import HUB_IDS, hub_id, lay_out_as_beir
from knowledge.errors import InputError
from knowledge.models.folders import pull_data


def fetch(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(HUB_IDS)}.")],
    out: Annotated[Path, typer.Option(help="The folder to make; it must not be there yet.")],
) -> None:
    """Download a benchmark by its MTEB name and lay it out as a BEIR folder.

    This is the only evaluation command that uses the network. Each data set has a licence of its
    own: read it on its page.
    """
    source = hub_id(name)
    if out.exists():
        raise InputError(f"{str(out)!r} is there already. Name another folder, or remove it.")
    kept = out.with_name(f"{out.name}.download")
    lay_out_as_beir(pull_data(source, kept), out)
    benchmark = read_beir_folder(out)
    typer.echo(
        f"{source} is in {out}: {len(benchmark.corpora[''])} passages, "
        f"{len(benchmark.questions)} questions. {kept} may be removed."
    )
