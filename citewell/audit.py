"""`citewell audit`: who asked, saw, changed and signed in, and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from app.database.audit import Action, Event
from app.database.stored_text import DAWN
from app.records.opening import open_records
from citewell.terminal.columns import columns
from knowledge.settings.settings import Settings

AUDIT_SCHEMA_VERSION = 1
_LONGEST = 100

app = typer.Typer(add_completion=False)


@app.command()
def audit(
    *,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="Only from this day on (UTC)."),
    ] = None,
    person: Annotated[str | None, typer.Option(metavar="NAME", help="Only this person.")] = None,
    action: Annotated[Action | None, typer.Option(help="Only this action.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Print the audit log, oldest first; identifiers of patients were masked when it was kept."""
    moment = since.replace(tzinfo=UTC) if since else DAWN
    settings = Settings()
    with closing(open_records(settings.database, settings.data_dir)) as records:
        named = action.value if action else ""
        events = records.audit.events(since=moment, person=person, action=named)
    if as_json:
        typer.echo(json.dumps(as_document(events), indent=2))
    elif not events:
        typer.echo("Nothing was noted.")
    else:
        head = ("WHEN (UTC)", "WHO", "ACTION", "WHERE", "WHAT")
        typer.echo(columns([head, *map(_row, events)]))


def as_document(events: Sequence[Event]) -> dict[str, object]:
    """Return docs/schemas/audit.schema.json."""
    return {
        "schema_version": AUDIT_SCHEMA_VERSION,
        "events": [
            {
                "at": event.at.isoformat(),
                "person": event.person,
                "action": event.action,
                "knowledge_base": event.knowledge_base,
                "what": event.what,
            }
            for event in events
        ],
    }


def _row(event: Event) -> tuple[str, ...]:
    what = " ".join(event.what.split())
    shortened = what if len(what) <= _LONGEST else f"{what[: _LONGEST - 1]}…"
    moment = f"{event.at:%Y-%m-%d %H:%M:%S}"
    return (moment, event.person or "-", event.action, event.knowledge_base or "-", shortened)
