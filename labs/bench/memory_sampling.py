"""Watches a process's memory from another one, since the engine may hold the interpreter for long.

As a program: given a process's number, it answers each line of standard input with the most own and
mapped bytes since the line before.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from knowledge.domain.errors import ConfigurationError

_SAMPLE_SECONDS = 0.05


class MemoryPeaks:
    """The peaks of this process's memory, sampled by a process of its own."""

    def __init__(self) -> None:
        resident_bytes()  # refuses where it cannot be told
        self._sampler = subprocess.Popen(
            [sys.executable, "-P", "-m", "labs.bench.memory_sampling", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sampler.communicate()

    def since_last(self) -> tuple[int, int]:
        """Return the most own and mapped bytes since this was asked last."""
        assert self._sampler.stdin is not None  # both are pipes
        assert self._sampler.stdout is not None
        self._sampler.stdin.write("\n")
        self._sampler.stdin.flush()
        own, mapped = self._sampler.stdout.readline().split()
        return int(own), int(mapped)


def resident_bytes(process: int | str = "self") -> tuple[int, int]:
    """Return what a process holds in memory: its own, and pages of mapped files.

    Raises:
        ConfigurationError: this system does not tell.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
        told = dict(line.split(":", 1) for line in lines)
        own, mapped, shared = (
            int(told[name].split()[0]) * 1024 for name in ("RssAnon", "RssFile", "RssShmem")
        )
    except (OSError, KeyError) as error:
        raise ConfigurationError("Memory is measured on Linux only, from /proc.") from error
    return own, mapped + shared


def _sample(process: int) -> None:
    most = (0, 0)
    while True:
        asked, _, _ = select.select([sys.stdin], [], [], _SAMPLE_SECONDS)
        own, mapped = resident_bytes(process)
        most = (max(most[0], own), max(most[1], mapped))
        if asked:
            if not sys.stdin.readline():
                return
            sys.stdout.write(f"{most[0]} {most[1]}\n")
            sys.stdout.flush()
            most = (0, 0)


if __name__ == "__main__":
    _sample(int(sys.argv[1]))
