"""Shows how far training is: steps, their pace, what is left, the loss, the memory taken."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

_BYTES_OF_A_MEGABYTE = 1_000_000


class TrainingProgress(Protocol):
    """Hears how training gets on."""

    def step(self, done: int, total: int, loss: float | None, megabytes: float) -> None:
        """So many steps are done; `loss` is None until there is one."""
        ...


class SilentTraining:
    """Says nothing."""

    def step(self, done: int, total: int, loss: float | None, megabytes: float) -> None:
        """Say nothing."""


class TrainingBar:
    """A bar on a terminal, a line every tenth of the way in a log."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Bars(
            TextColumn("Training"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("[dim]{task.fields[note]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bars.add_task("Training", note="", total=None)
        self._begun: float | None = None
        self._begun_at = 0

    def step(self, done: int, total: int, loss: float | None, megabytes: float) -> None:
        """Move the bar, or write a line."""
        now = perf_counter()
        if self._begun is None:
            self._begun, self._begun_at = now, done
            self._bars.start()
        note = f"{'' if loss is None else f'loss {loss:.3f}, '}{megabytes:,.0f} MB"
        self._bars.update(self._task, completed=done, total=total, note=note)
        if not self._console.is_terminal and done % max(1, total // 10) == 0:
            pace = (now - self._begun) / max(1, done - self._begun_at)
            left = pace * (total - done)
            self._console.print(f"step {done}/{total}, {left:,.0f} s left, {note}")
        if done >= total:
            self._bars.stop()


@dataclass
class StepClock(TrainerCallback):
    """Times each step and passes it on; `seconds` holds one number for each step of this run."""

    progress: TrainingProgress
    seconds: list[float] = field(default_factory=list)
    loss: float | None = None
    _begun: float = 0.0

    def on_step_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Start the clock."""
        self._begun = perf_counter()

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Stop it, and tell."""
        self.seconds.append(perf_counter() - self._begun)
        self.progress.step(state.global_step, state.max_steps, self.loss, peak_megabytes())

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: object,
    ) -> None:
        """Remember the loss."""
        if logs and "loss" in logs:
            self.loss = float(logs["loss"])


def peak_megabytes() -> float:
    """Return the most memory taken so far: the GPU's where there is one, else this process's."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated() / _BYTES_OF_A_MEGABYTE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in KiB, macOS in bytes.
    return peak * (1 if sys.platform == "darwin" else 1024) / _BYTES_OF_A_MEGABYTE
