"""`citewell kb verify`: checks every passage of a knowledge base and names what is wrong."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from ingest.embedding.cache import check_cache
from knowledge.care.verification import Fault, Verification
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from operations.recovery import verify_live

SCHEMA_VERSION = 1
_MOST_LINES = 50


def verify_command(
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Check every passage, id, count, vector and original; exit 1 where something is wrong."""
    settings = Settings()
    checked = verify_live(open_store(settings.store, settings.data_dir), settings.data_dir, kb)
    if as_json:
        typer.echo(json.dumps(_as_json(checked), indent=2))
    else:
        typer.echo(_told(checked))
    if checked.faults:
        raise typer.Exit(1)


def _told(checked: Verification) -> str:
    what = (
        f"{checked.knowledge_base!r}, generation {checked.generation}: {checked.documents} "
        f"documents, {checked.passages} passages checked"
    )
    if not checked.faults:
        return f"{what}; everything is as it should be."
    lines = [f"{what}; {len(checked.faults)} faults:"]
    lines += [_line(fault) for fault in checked.faults[:_MOST_LINES]]
    if len(checked.faults) > _MOST_LINES:
        lines.append(f"... and {len(checked.faults) - _MOST_LINES} more; --json lists them")
    lines.append("Ingest the folder again after deleting the document, or 'citewell kb rollback'.")
    return "\n".join(lines)


def _line(fault: Fault) -> str:
    version = f" {fault.version}" if fault.version else ""
    place = f"{fault.document_key}{version}" if fault.document_key else "knowledge base"
    passage = f", passage {fault.passage_id}" if fault.passage_id else ""
    return f"  {place}{passage}: {fault.what}"


def _as_json(checked: Verification) -> dict[str, object]:
    faults = [asdict(fault) for fault in checked.faults]
    return {"schema_version": SCHEMA_VERSION, **asdict(checked), "faults": faults}


# `citewell kb cache`: looks at the kept embeddings, and deletes those that are no use.


def cache(
    *,
    clean: Annotated[
        bool, typer.Option("--clean", help="Delete what is unsound; it is embedded again.")
    ] = False,
) -> None:
    """Check every embedding that is kept on disk; exit 1 where unsound ones are left."""
    found = check_cache(Settings().data_dir, clean=clean)
    if not found.unsound:
        typer.echo(f"{found.vectors:,} embeddings are kept; every one is of unit length.")
        return
    what = f"{found.unsound:,} of {found.vectors:,} embeddings hold NaN or are not of unit length"
    if clean:
        typer.echo(f"{what}; they are deleted. Check the knowledge bases with citewell kb verify.")
        return
    typer.echo(f"{what}. They are not used; citewell kb cache --clean deletes them.")
    raise typer.Exit(1)
