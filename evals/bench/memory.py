"""Measures the memory of an ingest while a corpus of any size goes through it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.table import Table

from evals.bench.ingesting import (
    HashedTexts,
    bench_target,
    bench_tools,
    made_sentence,
    made_words,
)
from ingest.pipeline import ingest
from ingest.progress import NoProgress
from knowledge.errors import ConfigurationError

_STATUS = Path("/proc/self/status")
_SAMPLE_SECONDS = 0.1
_PARTS, _BEFORE = 8, -1
_DIMENSION, _WORDS = 64, 800
"""Short vectors and long passages, so that a gigabyte does not take an hour of indexing."""
_FILE_BYTES = 1_000_000
_SENTENCES, _A_SECTION = 20_000, 40
"""Sentences made up, of which every file draws; so many are a section, and a passage."""


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """The most memory while a part of the corpus went through, in bytes.

    `own` is what the process holds for itself, `mapped` pages of files that it has mapped: the
    system takes those back when it wants them.
    """

    what: str
    text_bytes: int
    own: int
    mapped: int


@dataclass(frozen=True, slots=True)
class IngestMemory:
    """What a whole ingest took."""

    files: int
    text_bytes: int
    passages: int
    seconds: float
    parts: tuple[MemoryPart, ...]


class _Watch(NoProgress):
    """Samples this process's memory, by how far the ingest is."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._read = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.most: dict[int, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def reading(self, done: int, total: int, name: str) -> None:
        """Remember how many files are read."""
        self._read = done

    def _sample(self) -> None:
        while not self._stopped.wait(_SAMPLE_SECONDS):
            part = min(_PARTS, self._read * _PARTS // self._files) if self._read else _BEFORE
            own, mapped = resident_bytes()
            before = self.most.get(part, (0, 0))
            self.most[part] = (max(before[0], own), max(before[1], mapped))


def resident_bytes() -> tuple[int, int]:
    """Return what this process holds in memory: its own, and pages of mapped files.

    Raises:
        ConfigurationError: this system does not tell.
    """
    try:
        told = dict(line.split(":", 1) for line in _STATUS.read_text("ascii").splitlines())
        own, mapped, shared = (
            int(told[name].split()[0]) * 1024 for name in ("RssAnon", "RssFile", "RssShmem")
        )
    except (OSError, KeyError) as error:
        raise ConfigurationError("Memory is measured on Linux only, from /proc.") from error
    return own, mapped + shared


def bench_memory(
    folder: Path, *, megabytes: int, tell: Callable[[str], None] = lambda _: None
) -> IngestMemory:
    """Ingest so much generated text with a hashing embedder, and measure."""
    documents = folder / "documents"
    embedder = HashedTexts(_DIMENSION, _WORDS)
    files = max(_PARTS, megabytes)
    tell(f"Writing {files:,} files of {_FILE_BYTES / 1e6:.0f} MB ...")
    text_bytes = write_texts(documents, files, file_bytes=megabytes * 1_000_000 // files)
    target = bench_target(embedder, _WORDS)
    tell("Ingesting ...")
    begun = perf_counter()
    with _Watch(files) as watch, bench_tools(embedder, folder, target, watch) as tools:
        passages = ingest([documents], target, tools).totals()["passages"]
    seconds = perf_counter() - begun
    parts = tuple(
        MemoryPart(_named(part), text_bytes * min(part + 1, _PARTS) // _PARTS, *most)
        for part, most in sorted(watch.most.items())
    )
    return IngestMemory(files, text_bytes, passages, seconds, parts)


def write_texts(folder: Path, files: int, *, file_bytes: int) -> int:
    """Write long text files, the same each time; return the bytes."""
    dice = random.Random(7)
    words = made_words(dice)
    pool = [made_sentence(dice, words) for _ in range(_SENTENCES)]
    folder.mkdir(parents=True)
    total = 0
    for number in range(files):
        parts, size = [f"# Policy {number}"], 0
        while size < file_bytes:
            section = " ".join(dice.choices(pool, k=_A_SECTION))
            parts += [f"## Section {len(parts) // 2 + 1}", section]
            size += len(section)
        total += (folder / f"{number:06}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    return total


def _named(part: int) -> str:
    if part == _BEFORE:
        return "before the first file"
    return f"eighth {part + 1} of the text" if part < _PARTS else "the last writes, publishing"


def print_memory(memory: IngestMemory, console: Console) -> None:
    """Print the figures as a table."""
    console.print(
        f"{memory.files:,} files, {memory.text_bytes / 1e9:,.2f} GB of text, "
        f"{memory.passages:,} passages of at most {_WORDS} words, {_DIMENSION}-d hashed vectors, "
        f"{memory.seconds:,.0f} s"
    )
    table = Table("while", "text so far", "own memory, peak", "mapped files, peak")
    for part in memory.parts:
        sizes = (part.text_bytes, part.own, part.mapped)
        table.add_row(part.what, *(f"{size / 1e6:,.0f} MB" for size in sizes))
    console.print(table)
