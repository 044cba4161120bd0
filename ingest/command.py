"""`citewell ingest PATH... --kb NAME`: reads settings, puts the parts together, runs the job."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.changes.change_detection import Ask, IngestChoices
from ingest.changes.scan import checked_paths
from ingest.pipeline.assembly import opened_tools, rates_of, target_of
from ingest.pipeline.ingest import IngestTarget, IngestTools, ingest
from ingest.pipeline.planning import plan
from ingest.report.progress import ProgressFile, shown_progress
from ingest.report.report import IN_FORCE, FileState, Plan, Report, write_json
from ingest.report.table import show, show_plan
from ingest.watch import watch
from knowledge.common.names import checked_name
from knowledge.domain.errors import AssistantError, InputError
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings

app = typer.Typer(add_completion=False)

_BEGIN, _FINISH, _ABORT = "begin", "finish", "abort"
"""The coordinator's steps; a worker's is its share."""


class Engine(StrEnum):
    """Where an ingest works."""

    HERE = "here"
    RAY = "ray"


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What was asked for on the command line."""

    paths: list[Path]
    name: str
    choices: IngestChoices
    dry_run: bool = False
    progress: Path | None = None
    retry: bool = False
    shard: str = ""
    yes: bool = False
    workers: int = 0
    """Above 0: on a Ray cluster, by so many."""


@app.command()
def ingest_command(  # noqa: PLR0913 - one parameter an option
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Folders or files to read.")
    ],
    kb: Annotated[str, typer.Option("--kb", metavar="NAME", help="The knowledge base to fill.")],
    *,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE.json", help="Write the report as JSON here."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show what would be done and what it would cost; write nothing."
        ),
    ] = False,
    price: Annotated[
        float | None,
        typer.Option(min=0, help="With --dry-run: a paid model's price per million tokens."),
    ] = None,
    keep_missing: Annotated[
        bool, typer.Option("--keep-missing", help="Keep the documents of files that are gone.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask before removing over half of a folder.")
    ] = False,
    moved_from: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="Where the folder was before; its documents are carried over."
        ),
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again to read files that could not be read before.")
    ] = False,
    shard: Annotated[
        str,
        typer.Option(
            metavar="STEP",
            help="Over several machines, on a Qdrant server: begin/8 once, 1/8 to 8/8 each on any "
            "machine, finish once; abort drops it.",
        ),
    ] = "",
    engine: Annotated[
        Engine,
        typer.Option(help="Where to work: here, or on a Ray cluster (RAY_ADDRESS) with a server."),
    ] = Engine.HERE,
    workers: Annotated[
        int, typer.Option(min=1, max=1000, help="With --engine ray: how many actors embed.")
    ] = 1,
    progress: Annotated[
        Path | None,
        typer.Option("--progress", metavar="FILE.json", help="Write the progress as JSON here."),
    ] = None,
    watch_seconds: Annotated[
        float | None,
        typer.Option(
            "--watch",
            min=0.1,
            metavar="SECONDS",
            help="Keep running, look this often, ingest what changed.",
        ),
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
    request = IngestRequest(
        paths,
        kb,
        IngestChoices(
            keep_missing,
            _asker(yes=yes),
            moved_from=tuple(path.absolute() for path in moved_from or ()),
        ),
        dry_run=dry_run,
        progress=progress,
        retry=retry,
        shard=shard,
        yes=yes,
        workers=workers if engine is Engine.RAY else 0,
    )
    if _coordinated(request, settings):
        return
    if dry_run:
        planned = _planned(request, settings, price)
        if report is not None:
            write_json(planned.to_json(), report)
        show_plan(planned, Console())
        return
    if watch_seconds is not None:
        _watch(request, settings, watch_seconds, report)
        return
    try:
        made = _ingested(request, settings)
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing was published; what is embedded so far is kept.", err=True)
        raise
    if report is not None:
        write_json(made.to_json(), report)
    show(made, Console())
    if request.shard in {"", _FINISH}:  # a share may well be empty
        _refuse_nothing_read(made)


def _watch(request: IngestRequest, settings: Settings, seconds: float, report: Path | None) -> None:
    def _run() -> None:
        try:
            made = _ingested(request, settings)
        except AssistantError as error:
            # Another writer, a folder that is away for a moment: the next change tries again.
            typer.echo(f"citewell: {error}", err=True)
            return
        if report is not None:
            write_json(made.to_json(), report)
        show(made, Console())

    typer.echo("Watching; Ctrl-C ends it.", err=True)

    def _wait() -> None:
        time.sleep(seconds)

    watch(request.paths, _run, _wait, follow_links=settings.ingest.follow_links)


def _ingested(request: IngestRequest, settings: Settings) -> Report:
    with _tools(request, settings) as (target, tools):
        if request.progress is None:
            made = _run(request, target, tools, settings)
        else:
            with ProgressFile(request.progress, request.name, tools.progress) as file:
                made = _run(request, target, replace(tools, progress=file), settings)
                file.tell(made)
    rates_of(settings.data_dir).learn(made)
    return made


def _run(
    request: IngestRequest, target: IngestTarget, tools: IngestTools, settings: Settings
) -> Report:
    if request.workers or request.shard:
        return _run_over_machines(request, target, tools, settings)
    return ingest(request.paths, target, tools)


def _run_over_machines(
    request: IngestRequest, target: IngestTarget, tools: IngestTools, settings: Settings
) -> Report:
    # The server's client takes a second of imports, which no other ingest should wait for.
    from ingest.cluster.ray_engine import Cluster, ingest_on_ray  # noqa: PLC0415
    from ingest.cluster.sharding import FileShare, finish, ingest_share  # noqa: PLC0415

    if request.workers:
        cluster = Cluster(os.environ.get("RAY_ADDRESS", ""), request.workers)
        return ingest_on_ray(
            [path.resolve() for path in request.paths],
            target,
            tools,
            settings=settings.model_copy(update={"data_dir": settings.data_dir.resolve()}),
            cluster=cluster,
            tell=lambda line: typer.echo(line, err=True),
        )
    if request.shard == _FINISH:
        return finish(request.paths, target, tools, take_rest=request.yes)
    return ingest_share(request.paths, target, tools, FileShare.parse(request.shard))


def _coordinated(request: IngestRequest, settings: Settings) -> bool:
    """Begin or drop a sharded ingest, if that was asked for; tell whether it was."""
    step, _, count = request.shard.partition("/")
    if step not in {_BEGIN, _ABORT}:
        return False
    from ingest.cluster.sharding import begin, server_of  # noqa: PLC0415 - as above

    if request.shard == _ABORT:
        dropped = server_of(open_store(settings.store, settings.data_dir)).abort_draft(request.name)
        typer.echo(f"Dropped the sharded ingest of {dropped.begun_at:%Y-%m-%d %H:%M} UTC.")
        return True
    if not count.isdecimal():
        raise InputError(f"{request.shard!r} does not say how many shares. Write begin/8.")
    target = target_of(
        request.name, settings.ingest, open_embedder(settings.embedding, settings.data_dir)
    )
    draft = begin(open_store(settings.store, settings.data_dir), target, int(count))
    typer.echo(
        f"Begun: {draft.shards} shares. Now run --shard 1/{draft.shards} to --shard "
        f"{draft.shards}/{draft.shards} with the same paths, on any machines, then --shard finish."
    )
    return True


def _planned(request: IngestRequest, settings: Settings, price: float | None) -> Plan:
    with _tools(request, settings) as (target, tools):
        rate = rates_of(settings.data_dir).passages_per_second(target.manifest.embedder.name)
        return plan(
            request.paths,
            target,
            tools,
            passages_per_second=rate,
            price_per_million_tokens=price,
        )


@contextmanager
def _tools(
    request: IngestRequest, settings: Settings
) -> Iterator[tuple[IngestTarget, IngestTools]]:
    embedder = open_embedder(settings.embedding, settings.data_dir)
    target = target_of(request.name, settings.ingest, embedder)
    with (
        shown_progress(Console(stderr=True)) as progress,
        opened_tools(
            target,
            settings,
            store=open_store(settings.store, settings.data_dir),
            embedder=embedder,
            progress=progress,
            choices=request.choices,
            read_only=request.dry_run,
            retry=request.retry,
        ) as tools,
    ):
        yield target, tools


def _asker(*, yes: bool) -> Ask:
    def _may_remove(sentence: str) -> bool:
        # Asked only where somebody can answer; a nightly job must not hang.
        return yes or (sys.stdin.isatty() and typer.confirm(f"{sentence} Go on?", err=True))

    return _may_remove


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
