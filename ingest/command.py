"""`citewell ingest PATH... --kb NAME`: reads settings, puts the parts together, runs the job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.cache import EmbeddingCache
from ingest.parsing import ParsingProcess
from ingest.pipeline import Target, Tools, ingest
from ingest.progress import ProgressBars
from ingest.report import IN_FORCE, FileState, Report, write_report
from ingest.report_table import show
from ingest.roots import checked_paths
from ingest.splitting import splitter_name
from knowledge.bm25 import Bm25Encoder
from knowledge.embedding import Embedder
from knowledge.errors import InputError
from knowledge.models import open_embedder
from knowledge.names import checked_name
from knowledge.originals import Originals
from knowledge.settings import Settings
from knowledge.store import Manifest
from knowledge.stores import open_store

app = typer.Typer(add_completion=False)


@app.command()
def ingest_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Folders or files to read.")
    ],
    kb: Annotated[str, typer.Option("--kb", metavar="NAME", help="The knowledge base to fill.")],
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE.json", help="Write the report as JSON here."),
    ] = None,
) -> None:
    """Read documents into a knowledge base.

    What is unchanged is skipped, what has gone from a folder is removed. A file that cannot be read
    is reported and never stops the rest. Readers see the new state at once, at the end.
    """
    checked_name(kb)
    checked_paths(paths)
    _refuse_unwritable(report)
    settings = Settings()
    try:
        made = _ingest(paths, kb, settings)
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing was published; what is embedded so far is kept.", err=True)
        raise
    if report is not None:
        write_report(made, report)
    show(made, Console())
    _refuse_nothing_read(made)


def _ingest(paths: list[Path], name: str, settings: Settings) -> Report:
    embedder = open_embedder(settings)
    target = target_of(name, settings, embedder)
    data = settings.data_dir
    with (
        EmbeddingCache(data / "cache" / "embeddings.sqlite", embedder.identity) as cache,
        ParsingProcess() as parser,
        ProgressBars(Console(stderr=True)) as progress,
    ):
        tools = Tools(
            store=open_store(settings),
            embedder=embedder,
            terms=Bm25Encoder.of(target.manifest),
            cache=cache,
            originals=Originals(data / "originals" / name),
            parser=parser,
            progress=progress,
        )
        return ingest(paths, target, tools)


def target_of(name: str, settings: Settings, embedder: Embedder) -> Target:
    """Return the knowledge base to fill, as the settings and the model make it."""
    limit = min(settings.passage_tokens, embedder.max_tokens)
    manifest = Manifest(
        embedder=embedder.identity,
        splitter=splitter_name(limit),
        bm25_language=settings.bm25_language,
        default_group=settings.default_group,
    )
    return Target(name=name, manifest=manifest, limit=limit)


def _refuse_unwritable(report: Path | None) -> None:
    """Say at the start that the report has no place, not after hours of work."""
    if report is not None and (report.is_dir() or not report.absolute().parent.is_dir()):
        raise InputError(
            f"The report cannot be written to {str(report)!r}: give a file in a folder that exists."
        )


def _refuse_nothing_read(report: Report) -> None:
    useful = (*IN_FORCE, FileState.REMOVED)
    if not any(file.state in useful for file in report.files):
        raise InputError(
            f"None of the {len(report.files)} files could be read; the reasons stand above. "
            f"Nothing is in {report.knowledge_base!r} from them."
        )
