"""`citewell kb delete`: a knowledge base, or one document, for now or for good."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Annotated

import typer

from app.database.audit import Action
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError, KnowledgeBaseMissing
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store
from operations.audit import note
from operations.deletion import delete_document, searched_in_vain, unknown_document
from operations.purge import Purge, purge_document
from operations.server import snapshots_of, told_or_deleted

_MOST_LINES = 20


def delete(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The knowledge base.")],
    *,
    document: Annotated[
        str, typer.Option(metavar="KEY", help="Only this document, with all its versions.")
    ] = "",
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Erase it from older generations, caches, originals, chats."),
    ] = False,
    snapshots: Annotated[
        bool,
        typer.Option("--snapshots", help="With --purge: a Qdrant server's snapshots, too."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a knowledge base, or one document of it."""
    settings = Settings()
    store = open_store(settings.store, settings.data_dir)
    if purge and not document:
        raise InputError("--purge needs --document KEY: it takes one document out for good.")
    if snapshots and not purge:
        raise InputError("--snapshots needs --purge; else citewell kb snapshot delete.")
    if name not in store.names():
        raise KnowledgeBaseMissing(_missing(store, name))
    if purge:
        _purge(store, settings, name, document, yes=yes, snapshots=snapshots)
    elif document:
        _delete_document(store, name, document, yes=yes)
        note(
            settings.database,
            settings.data_dir,
            Action.DELETED_DOCUMENT,
            document,
            knowledge_base=name,
        )
    else:
        confirm(f"Delete the knowledge base {name!r} with all its generations?", yes=yes)
        store.drop(name)
        note(
            settings.database,
            settings.data_dir,
            Action.DELETED_DOCUMENT,
            "the whole knowledge base",
            knowledge_base=name,
        )
        typer.echo(f"Deleted the knowledge base {name!r}.")


def confirm(question: str, *, yes: bool) -> None:
    """Ask, unless a yes was given.

    Raises:
        InputError: the answer was no.
    """
    if not yes and not typer.confirm(question):
        raise InputError("Nothing was deleted.")


def _delete_document(store: Store, name: str, key: str, *, yes: bool) -> None:
    with closing(store.open(name)) as reader:
        doomed = [record for record in reader.documents() if record.metadata.key == key]
    if not doomed:
        raise InputError(unknown_document(name, key))
    confirm(f"Delete {key!r} ({_counted(doomed)}) from {name!r}?", yes=yes)
    done = delete_document(store, name, key)
    typer.echo(
        f"Deleted {key!r} ({_counted(doomed)}); generation {done.generation} answers without it "
        f"({done.searches} searches for its own words did not find it). Remove its file too, or "
        "the next ingest of its folder brings it back; --purge forgets it for good."
    )


def _purge(
    store: Store, settings: Settings, name: str, key: str, *, yes: bool, snapshots: bool
) -> None:
    confirm(
        f"Purge {key!r} from {name!r}: every version, every generation, caches, originals, and "
        "answers in stored conversations that quote it? This cannot be undone.",
        yes=yes,
    )
    # Before: a server shows no snapshots of a collection that was dropped.
    held = snapshots_of(store, name)
    done = purge_document(store, settings, name, key)
    if done is None:
        raise InputError(unknown_document(name, key))
    note(settings.database, settings.data_dir, Action.PURGED_DOCUMENT, key, knowledge_base=name)
    with closing(store.open(name)) as reader:
        searched_in_vain(reader, [each.passage for each in done.passages])
    typer.echo(_told(done))
    if held:
        typer.echo(told_or_deleted(store, name, held, deleting=snapshots))
    if done.proof.found:
        raise typer.Exit(1)


def _told(done: Purge) -> str:
    proof = done.proof
    lines = [
        f"Purged {done.key!r}: {len(done.documents)} version(s), {len(done.passages)} passage(s); "
        f"generation {done.generation} answers, no older one holds it.",
        f"Also gone: {done.originals} original(s), its cache entries, {done.turns} answer(s) in "
        "stored conversations. A tombstone keeps it from coming back by rollback, restore or "
        f"ingest ('citewell kb allow {done.key} --kb {done.knowledge_base}' lifts it).",
        f"Searched {proof.files:,} files, {proof.bytes:,} bytes of the data folder and "
        f"{proof.rows:,} rows of the databases for {proof.strings:,} strings drawn from its words "
        f"(seed {proof.seed}; with other spellings, ids and vectors {proof.patterns:,} byte "
        f"strings): {len(proof.found)} found.",
    ]
    if not done.passages:
        lines.append("No words of it were at hand any more to look for: it was purged before.")
    lines += [f"  still there: {kind} in {place}" for place, kind in proof.found[:_MOST_LINES]]
    if done.on_server:
        lines.append(
            "On the Qdrant server, what remains was copied into new collections; the old ones, "
            "whose write-ahead log keeps what was deleted, were dropped."
        )
    lines.append(
        "Not in reach: the file in its own folder, backups, exports, and the copies that running "
        "chats hold until their next question."
    )
    return "\n".join(lines)


def _counted(records: Sequence[DocumentRecord]) -> str:
    passages = sum(record.passages for record in records)
    return f"{len(records)} version(s), {passages} passage(s)"


def _missing(store: Store, name: str) -> str:
    known = ", ".join(store.names()) or "none yet"
    return f"There is no knowledge base {name!r}. Known: {known}."
