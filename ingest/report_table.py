"""Shows a report in the terminal: counts, then what failed or was skipped, one line each."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.report import FileState, Report

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
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for state in FileState:
        count = totals[state.value]
        if count:
            table.add_row(str(count), f"[{_COLOURS[state]}]{state.value}[/]")
    console.print(table)
    for state in (FileState.FAILED, FileState.SKIPPED):
        _show_reasons(report, state, console)
    for warning in report.warnings:
        console.print(f"[yellow]note[/] {escape(warning)}", soft_wrap=True)
    console.print(_summary(report, totals), soft_wrap=True)


def _show_reasons(report: Report, state: FileState, console: Console) -> None:
    files = report.in_state(state)
    colour = _COLOURS[state]
    for file in files[:_MOST_LINES]:
        line = f"[{colour}]{state.value}[/] {escape(file.path)}: {escape(file.reason)}"
        console.print(line, soft_wrap=True)
    if len(files) > _MOST_LINES:
        console.print(f"... and {len(files) - _MOST_LINES} more; --report FILE.json lists them all")


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
