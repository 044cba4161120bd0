"""`citewell kb`: list, show, delete, roll back and export knowledge bases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from citewell.columns import columns
from citewell.kb_history import history
from citewell.kb_json import list_as_json, show_as_json, summary_as_json
from citewell.kb_verify import verify_command
from citewell.passage_json import passage_as_json
from knowledge.documents import DocumentRecord
from knowledge.errors import InputError, KnowledgeBaseMissing
from knowledge.settings import Settings
from knowledge.store import GenerationInfo, Reader, Store
from knowledge.stores import open_store

app = typer.Typer(
    help="List, show, delete, roll back, export knowledge bases.",
    no_args_is_help=True,
    add_completion=False,
)

app.command()(history)
app.command("verify")(verify_command)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The knowledge base.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """List the knowledge bases of the configured store."""
    store = open_store(Settings())
    summaries = []
    for name in store.names():
        with closing(store.open(name)) as reader:
            summaries.append(summary_as_json(reader))
    if as_json:
        typer.echo(json.dumps(list_as_json(summaries), indent=2))
    elif not summaries:
        typer.echo("No knowledge base yet. Make one: citewell ingest FOLDER --kb NAME")
    else:
        head = ("name", "documents", "passages", "generation", "embedding model")
        keys = ("name", "documents", "passages", "generation", "embedding_model")
        typer.echo(columns([head, *([str(row[key]) for key in keys] for row in summaries)]))


@app.command()
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show how a knowledge base was made, its generations and its documents."""
    store = open_store(Settings())
    with closing(store.open(name)) as reader:
        generations = store.generations(name)
        if as_json:
            typer.echo(json.dumps(show_as_json(reader, generations), indent=2))
        else:
            typer.echo(_described(reader, generations))


@app.command()
def delete(
    name: Name,
    *,
    document: Annotated[
        str, typer.Option(metavar="KEY", help="Only this document, with all its versions.")
    ] = "",
    yes: Yes = False,
) -> None:
    """Delete a knowledge base, or one document of it."""
    store = open_store(Settings())
    if document:
        _delete_document(store, name, document, yes=yes)
    elif name not in store.names():
        raise KnowledgeBaseMissing(_missing(store, name))
    else:
        _confirm(f"Delete the knowledge base {name!r} with all its generations?", yes=yes)
        store.drop(name)
        typer.echo(f"Deleted the knowledge base {name!r}.")


@app.command()
def rollback(
    name: Name,
    *,
    to: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The generation; else the one before.")
    ] = None,
) -> None:
    """Make an older generation the one that answers."""
    number = open_store(Settings()).rollback(name, to)
    typer.echo(f"{name!r} now answers from generation {number}.")


@app.command()
def export(
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there, not to the terminal.")
    ] = None,
) -> None:
    """Write every passage as a line of JSON (docs/schemas/passage.schema.json)."""
    with closing(open_store(Settings()).open(kb)) as reader:
        lines = (json.dumps(passage_as_json(p), ensure_ascii=False) for p in reader.all_passages())
        if output is None:
            for line in lines:
                typer.echo(line)
            return
        with output.open("w", encoding="utf-8") as file:
            count = sum(1 for line in lines if file.write(f"{line}\n"))
    typer.echo(f"Wrote {count} passages to {output}.")


def _delete_document(store: Store, name: str, key: str, *, yes: bool) -> None:
    with closing(store.open(name)) as reader:
        manifest, records = reader.manifest, reader.documents()
    doomed = [record for record in records if record.facts.key == key]
    if not doomed:
        raise InputError(
            f"The knowledge base {name!r} holds no document with the key {key!r}. "
            f"'citewell kb show {name}' lists the keys."
        )
    _confirm(f"Delete {key!r} ({_counted(doomed)}) from {name!r}?", yes=yes)
    with store.write(name, manifest) as writer:
        writer.remove([record.id for record in doomed])
        generation = writer.publish()
    typer.echo(
        f"Deleted {key!r} ({_counted(doomed)}); generation {generation} answers without it. "
        "Remove its file too, or the next ingest of its folder brings it back."
    )


def _counted(records: Sequence[DocumentRecord]) -> str:
    passages = sum(record.passages for record in records)
    return f"{len(records)} version(s), {passages} passage(s)"


def _confirm(question: str, *, yes: bool) -> None:
    if not yes and not typer.confirm(question):
        raise InputError("Nothing was deleted.")


def _missing(store: Store, name: str) -> str:
    known = ", ".join(store.names()) or "none yet"
    return f"There is no knowledge base {name!r}. Known: {known}."


def _described(reader: Reader, generations: Sequence[GenerationInfo]) -> str:
    manifest = reader.manifest
    facts = [
        ("embedding model", f"{manifest.embedder.name} ({manifest.embedder.dimension}-d)"),
        ("splitter", manifest.splitter),
        ("BM25 language", manifest.bm25_language),
        ("default group", manifest.default_group),
        ("passages", str(reader.count())),
    ]
    published = [
        (
            "*" if generation.live else "",
            str(generation.number),
            f"{generation.published_at:%Y-%m-%d %H:%M}",
            f"{generation.documents} documents",
            f"{generation.passages} passages",
        )
        for generation in generations
    ]
    documents = [("key", "version", "title", "passages", "in force", "groups")]
    documents += [_document_row(record) for record in reader.documents()]
    return "\n".join(
        (
            f"Knowledge base {reader.name!r}",
            columns(facts, indent="  "),
            "Generations (* answers)",
            columns(published, indent="  "),
            "Documents",
            columns(documents, indent="  "),
        )
    )


def _document_row(record: DocumentRecord) -> tuple[str, str, str, str, str, str]:
    facts = record.facts
    days = f"{facts.effective_from or '...'} to {facts.effective_to or '...'}"
    stated = days if facts.effective_from or facts.effective_to else "always"
    groups = ", ".join(facts.groups) or "(default)"
    return (facts.key, facts.version, record.title, str(record.passages), stated, groups)
