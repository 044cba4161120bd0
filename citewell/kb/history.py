"""`citewell kb history`: a document's versions, when each is in force, what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Annotated

import typer

from citewell.terminal.columns import columns
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.domain.versions import Validity, date_faults, validities
from knowledge.lexical.differences import SentenceChange, changes_between
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader

SCHEMA_VERSION = 1


def history(
    document: Annotated[str, typer.Argument(metavar="KEY", help="The document's key.")],
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="V1 V2", help="Show what changed from one version to another."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Show a document's versions, when each is in force, and what changed between two."""
    settings = Settings()
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        chain = _versions(reader, document)
        faults = date_faults(validity.record for validity in chain)
        changes = _changes(reader, chain, *diff) if diff else None
    if as_json:
        typer.echo(json.dumps(_as_json(document, chain, faults, changes), indent=2))
    elif changes is None:
        typer.echo(_described(chain, faults))
    else:
        assert diff is not None  # changes come of it
        typer.echo(_told(changes, *diff))


def _versions(reader: Reader, key: str) -> list[Validity]:
    chain = validities(record for record in reader.documents() if record.metadata.key == key)
    if not chain:
        raise InputError(
            f"The knowledge base {reader.name!r} holds no document with the key {key!r}. "
            f"'citewell kb show {reader.name}' lists the keys."
        )
    return chain


def _changes(reader: Reader, chain: Sequence[Validity], old: str, new: str) -> list[SentenceChange]:
    return changes_between(
        _passages(reader, _of_version(chain, old)), _passages(reader, _of_version(chain, new))
    )


def _of_version(chain: Sequence[Validity], version: str) -> DocumentRecord:
    for validity in chain:
        if validity.record.metadata.version == version:
            return validity.record
    known = ", ".join(repr(validity.record.metadata.version) for validity in chain)
    raise InputError(f"There is no version {version!r}; there are {known}.")


def _passages(reader: Reader, record: DocumentRecord) -> list[Passage]:
    return [stored.passage for stored in reader.stored(record.id)]


def _described(chain: Sequence[Validity], faults: Sequence[str]) -> str:
    rows = [("version", "in force", "stated", "passages", "title", "file")]
    rows += [
        (
            validity.record.metadata.version or "(none)",
            _days(validity),
            f"{validity.record.metadata.effective_from or '...'} to "
            f"{validity.record.metadata.effective_to or '...'}",
            str(validity.record.passages),
            validity.record.title,
            validity.record.source,
        )
        for validity in chain
    ]
    return "\n".join([columns(rows), *(f"note: {fault}" for fault in faults)])


def _days(validity: Validity) -> str:
    first, last = validity.first_day, validity.last_day
    if validity.is_never():
        return "never"
    if first is None and last is None:
        return "always"
    return f"{first or '...'} to {last or '...'}"


def _told(changes: Sequence[SentenceChange], old: str, new: str) -> str:
    if not changes:
        return f"The versions {old!r} and {new!r} say the same."
    lines: list[str] = []
    section = None
    for change in changes:
        if change.section != section:
            section = change.section
            lines += [*([""] if lines else []), section or "(no heading)"]
        lines += [f"  - {sentence}" for sentence in change.before]
        lines += [f"  + {sentence}" for sentence in change.after]
        gone, come = change.figures_before, change.figures_after
        if gone or come:
            lines.append(f"    figures: {', '.join(gone) or 'none'} -> {', '.join(come) or 'none'}")
    return "\n".join(lines)


def _as_json(
    key: str,
    chain: Sequence[Validity],
    faults: Sequence[str],
    changes: Sequence[SentenceChange] | None,
) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "document_key": key,
        "versions": [
            {
                "document_id": validity.record.id,
                "version": validity.record.metadata.version,
                "title": validity.record.title,
                "source": validity.record.source,
                "passages": validity.record.passages,
                "effective_from": _iso(validity.record.metadata.effective_from),
                "effective_to": _iso(validity.record.metadata.effective_to),
                "first_day": _iso(validity.first_day),
                "last_day": None if validity.is_never() else _iso(validity.last_day),
                "never_in_force": validity.is_never(),
            }
            for validity in chain
        ],
        "date_faults": list(faults),
        "changes": None
        if changes is None
        else [
            {
                "section": change.section,
                "before": list(change.before),
                "after": list(change.after),
                "figures_before": list(change.figures_before),
                "figures_after": list(change.figures_after),
            }
            for change in changes
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
