"""Shows a report in the terminal: counts, then what failed or was skipped, one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.report.report import FileOutcome, FileState, Plan, Report
from knowledge.common.names import printable

_MOST_LINES = 60
_COLOURS = {
    FileState.ADDED: "green",
    FileState.CHANGED: "cyan",
    FileState.UNCHANGED: "dim",
    FileState.REMOVED: "magenta",
    FileState.FAILED: "red",
    FileState.SKIPPED: "yellow",
}


def show(report: Report, console: Console) -> None:
    """Print the report."""
    totals = report.totals()
    _show_counts(report.files, console)
    for state in (FileState.FAILED, FileState.SKIPPED):
        _show_reasons(report.files, state, console)
    for warning in report.warnings:
        console.print(f"[yellow]note[/] {escape(printable(warning))}", soft_wrap=True)
    console.print(_summary(report, totals), soft_wrap=True)


def show_plan(plan: Plan, console: Console) -> None:
    """Print what an ingest would do and cost."""
    console.print(f"A run into {escape(repr(plan.knowledge_base))} would leave these files:")
    _show_counts(plan.files, console)
    changes = (FileState.ADDED, FileState.CHANGED, FileState.REMOVED)
    for state in (*changes, FileState.FAILED, FileState.SKIPPED):
        _show_reasons(plan.files, state, console)
    for sentence in plan.large_removals:
        console.print(f"[yellow]would ask[/] {escape(printable(sentence))}", soft_wrap=True)
    taking = f", about {_duration(plan.seconds)}" if plan.seconds is not None else ""
    unmeasured = " (no rate measured yet)" if plan.seconds is None and plan.to_embed else ""
    costing = f", {plan.price:.4f} by the price given" if plan.price is not None else ""
    console.print(
        f"{plan.passages:,} passages to write, {plan.to_embed:,} of them to embed "
        f"({plan.tokens:,} tokens){taking}{unmeasured}{costing}. Nothing was written.",
        soft_wrap=True,
    )


def _show_counts(files: Sequence[FileOutcome], console: Console) -> None:
    counts = Counter(file.state for file in files)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for state in FileState:
        if counts[state]:
            table.add_row(str(counts[state]), f"[{_COLOURS[state]}]{state.value}[/]")
    console.print(table)


def _show_reasons(files: Sequence[FileOutcome], state: FileState, console: Console) -> None:
    chosen = [file for file in files if file.state is state]
    colour = _COLOURS[state]
    for file in chosen[:_MOST_LINES]:
        told = f"{file.path}: {file.reason}" if file.reason else file.path
        console.print(f"[{colour}]{state.value}[/] {escape(printable(told))}", soft_wrap=True)
    if len(chosen) > _MOST_LINES:
        console.print(f"... and {len(chosen) - _MOST_LINES} more; --report FILE.json lists them")


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 120 else f"{minutes // 60} h {minutes % 60:02} min"  # noqa: PLR2004


def _summary(report: Report, totals: dict[str, int]) -> str:
    name = escape(repr(report.knowledge_base))
    seconds = report.seconds.get("total", 0.0)
    if not report.published:
        return f"Nothing changed in {name} (generation {report.generation}), {seconds:.1f} s."
    return (
        f"{name} is now generation {report.generation}: {totals['passages']:,} passages from these "
        f"files, {totals['embedded']:,} embedded, {totals['from_cache']:,} from the cache, "
        f"{seconds:.1f} s."
    )
