"""`citewell kb list`, `show` and `export`: what a store holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from citewell.kb.json_output import list_as_json, passage_as_json, show_as_json, summary_as_json
from citewell.terminal.columns import columns
from knowledge.care.archive import archive_lines
from knowledge.domain.documents import DocumentRecord
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.protocol import GenerationInfo, Reader

Name = Annotated[str, typer.Argument(metavar="NAME", help="The knowledge base.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def list_all(*, as_json: AsJson = False) -> None:
    """List the knowledge bases of the configured store."""
    settings = Settings()
    store = open_store(settings.store, settings.data_dir)
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


def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show how a knowledge base was made, its generations and its documents."""
    settings = Settings()
    store = open_store(settings.store, settings.data_dir)
    with closing(store.open(name)) as reader:
        generations = store.generations(name)
        if as_json:
            typer.echo(json.dumps(show_as_json(reader, generations), indent=2))
        else:
            typer.echo(_described(reader, generations))


def export(
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there, not to the terminal.")
    ] = None,
    vectors: Annotated[
        bool,
        typer.Option("--vectors", help="All that 'kb import' needs: kb-archive.schema.json."),
    ] = False,
) -> None:
    """Write every passage as a line of JSON (docs/schemas/passage.schema.json)."""
    settings = Settings()
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        lines = archive_lines(reader) if vectors else passage_lines(reader)
        if output is None:
            for line in lines:
                typer.echo(line)
            return
        with output.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(f"{line}\n")
        count = reader.count()
    typer.echo(f"Wrote {count} passages to {output}.")


def passage_lines(reader: Reader) -> Iterator[str]:
    """Yield every passage as a line of JSON."""
    for passage in reader.all_passages():
        yield json.dumps(passage_as_json(passage), ensure_ascii=False)


def _described(reader: Reader, generations: Sequence[GenerationInfo]) -> str:
    manifest = reader.manifest
    metadata = [
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
            columns(metadata, indent="  "),
            "Generations (* answers)",
            columns(published, indent="  "),
            "Documents",
            columns(documents, indent="  "),
        )
    )


def _document_row(record: DocumentRecord) -> tuple[str, str, str, str, str, str]:
    metadata = record.metadata
    days = f"{metadata.effective_from or '...'} to {metadata.effective_to or '...'}"
    stated = days if metadata.effective_from or metadata.effective_to else "always"
    groups = ", ".join(metadata.groups) or "(default)"
    return (metadata.key, metadata.version, record.title, str(record.passages), stated, groups)
