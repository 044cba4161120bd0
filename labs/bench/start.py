"""What a command costs before it has done anything: each run in a fresh process, in turns."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class StartCost:
    """What a command took in each round: seconds of processor time, and by the clock."""

    command: str
    processor: tuple[float, ...]
    clock: tuple[float, ...]


def bench_start(commands: Mapping[str, Sequence[str]], rounds: int) -> list[StartCost]:
    """Run each command in turns, so that what else the machine does hits all alike.

    Raises:
        InputError: a command does not end well.
    """
    taken: dict[str, list[tuple[float, float]]] = {command: [] for command in commands}
    for _ in range(rounds):
        for command, arguments in commands.items():
            taken[command].append(_run(command, arguments))
    return [
        StartCost(command, *map(tuple, zip(*seconds, strict=True)))
        for command, seconds in taken.items()
    ]


def _run(command: str, arguments: Sequence[str]) -> tuple[float, float]:
    before, started = _children(), perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "citewell", *arguments], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise InputError(f"citewell {command} cannot be measured: {ended.stderr.strip()}")
    return _children() - before, perf_counter() - started


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# The command `citewell bench start`.


def start(
    *,
    kb: Annotated[str, typer.Option("--kb", help="Ask this; default: CITEWELL_DEFAULT_KB.")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="A folder that was ingested into it, to ingest unchanged.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each command is run.")] = 5,
) -> None:
    """Measure what commands cost from nothing to their end, in seconds of processor time."""
    name = kb or Settings().default_kb
    commands: dict[str, list[str]] = {
        "--help": ["--help"],
        "kb list": ["kb", "list"],
        "ask": ["ask", "What has to be paid?", "--kb", name],
    }
    if folder is not None:
        commands["ingest, unchanged"] = ["ingest", str(folder), "--kb", name]
    table = Table(title=f"From nothing to the end, median of {rounds} (least to most)")
    for column in ("command", "processor s", "clock s"):
        table.add_column(column, justify="left" if column == "command" else "right")
    for cost in bench_start(commands, rounds):
        table.add_row(cost.command, _spread(cost.processor), _spread(cost.clock))
    console = Console()
    console.print(table)
    console.print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


def _spread(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
