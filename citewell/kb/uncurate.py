"""`citewell kb uncurate`: takes back what a curator hid or corrected."""

from __future__ import annotations

from typing import Annotated

import typer

from citewell.kb.curate import KnowledgeBase
from citewell.kb.curating import uncurate
from knowledge.settings import Settings
from knowledge.stores import open_store


def uncurate_command(
    number: Annotated[int, typer.Argument(metavar="N", help="As 'citewell kb curated' counts.")],
    *,
    kb: KnowledgeBase,
) -> None:
    """Show a hidden or corrected passage as its document has it again; reads the file anew."""
    settings = Settings()
    key, generation = uncurate(open_store(settings), settings, kb, number)
    typer.echo(
        f"The passage of {key!r} is as the document has it; generation {generation} answers."
    )
