"""`citewell kb uncurate`: takes back what a curator hid or corrected."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from citewell.kb.curate import KnowledgeBase, curation_of
from ingest.opening import opened_tools, target_of
from ingest.pipeline import ingest
from ingest.progress import NoProgress
from ingest.roots import path_of
from ingest.taking import Choices
from knowledge.curation import Curated
from knowledge.documents import DocumentRecord
from knowledge.errors import InputError
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings
from knowledge.store import Store
from knowledge.stores import open_store


def uncurate_command(
    number: Annotated[int, typer.Argument(metavar="N", help="As 'citewell kb curated' counts.")],
    *,
    kb: KnowledgeBase,
) -> None:
    """Show a hidden or corrected passage as its document has it again; reads the file anew."""
    settings = Settings()
    store = open_store(settings)
    curation = curation_of(settings, kb)
    entries = curation.entries()
    if not 1 <= number <= len(entries):
        raise InputError(
            f"There is no entry {number}: {len(entries)} passages of {kb!r} are hidden or "
            f"corrected. 'citewell kb curated --kb {kb}' lists them."
        )
    entry = entries[number - 1]
    record = _record_of(store, kb, entry)
    path = path_of(record)
    if path is None or not path.is_file():
        raise InputError(
            f"The file of {record.source!r} is not where it was ingested from ({record.root}), so "
            "that the passage cannot be read again. Put it back, or ingest it from elsewhere."
        )
    embedder = open_embedder(settings)
    target = target_of(kb, settings, embedder)
    curation.undo(entry)
    try:
        with opened_tools(
            target,
            settings,
            store=store,
            embedder=embedder,
            progress=NoProgress(),
            choices=Choices(reread=frozenset({record.id})),
        ) as tools:
            report = ingest([path], target, tools)
    except BaseException:
        curation.redo(entry)
        raise
    typer.echo(
        f"The passage of {entry.document_key!r} is as the document has it; generation "
        f"{report.generation} answers."
    )


def _record_of(store: Store, kb: str, entry: Curated) -> DocumentRecord:
    with closing(store.open(kb)) as reader:
        for record in reader.documents():
            if (record.facts.key, record.facts.version) == (entry.document_key, entry.version):
                return record
    raise InputError(
        f"{entry.document_key!r} is not in {kb!r} any more, so there is nothing to show again."
    )
