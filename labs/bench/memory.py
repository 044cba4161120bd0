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

from ingest.pipeline.ingest import ingest
from ingest.report.progress import NoProgress
from labs.bench.ingest import HashedTexts, bench_target, bench_tools, made_sentence, made_words
from labs.bench.memory_sampling import MemoryPeaks

_LOOK_SECONDS = 0.1
_PARTS, _BEFORE = 10, -1
_DIMENSION, _WORDS = 64, 800
"""Short vectors and long passages, so that a gigabyte does not take an hour of indexing."""
_FILE_BYTES = 1_000_000
_SENTENCES, _A_SECTION = 20_000, 40
"""Sentences made up, of which every file draws; so many are a section, and a passage."""


Tell = Callable[[str], None]


@dataclass(slots=True)
class MemoryPart:
    """The most memory while a part of the corpus went through, in bytes.

    `own` is what the process holds for itself, `mapped` pages of files that it has mapped: the
    system takes those back when it wants them. `passages` have their vectors so far.
    """

    what: str
    text_bytes: int
    own: int = 0
    mapped: int = 0
    passages: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Passages a second since the beginning."""
        return self.passages / self.seconds if self.seconds else 0.0

    def told(self) -> str:
        """Return the part in a line."""
        return (
            f"{self.what}: {self.own / 1e6:,.0f} MB own, {self.mapped / 1e6:,.0f} MB mapped; "
            f"{self.passages:,} passages, {self.rate:,.0f}/s"
        )


@dataclass(frozen=True, slots=True)
class IngestMemory:
    """What a whole ingest took."""

    files: int
    text_bytes: int
    passages: int
    seconds: float
    parts: tuple[MemoryPart, ...]


class _Watch(NoProgress):
    """Notes this process's memory, by how far the ingest is; tells each part as it ends."""

    def __init__(self, files: int, text_bytes: int, tell: Tell) -> None:
        self._files, self._text_bytes, self._tell = files, text_bytes, tell
        self._read = self._passages = 0
        self._peaks = MemoryPeaks()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._begun = perf_counter()
        self.parts: list[MemoryPart] = []

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
        with self._peaks:
            self._note(self.parts[-1])
        self._tell(self.parts[-1].told())

    def reading(self, done: int, total: int, name: str) -> None:
        """Remember how many files are read."""
        self._read = done

    def embedding(self, done: int, total: int) -> None:
        """Remember how many passages have their vectors."""
        self._passages = done

    def _look(self) -> None:
        while True:
            number = min(_PARTS, self._read * _PARTS // self._files) if self._read else _BEFORE
            what = _named(number)
            if not self.parts or self.parts[-1].what != what:
                if self.parts:
                    self._note(self.parts[-1])
                    self._tell(self.parts[-1].told())
                so_far = self._text_bytes * min(number + 1, _PARTS) // _PARTS
                self.parts.append(MemoryPart(what, so_far))
            if self._stopped.wait(_LOOK_SECONDS):
                return

    def _note(self, part: MemoryPart) -> None:
        part.own, part.mapped = self._peaks.since_last()
        part.passages, part.seconds = self._passages, perf_counter() - self._begun


def bench_memory(folder: Path, *, megabytes: int, tell: Tell = lambda _: None) -> IngestMemory:
    """Ingest so much generated text with a hashing embedder, and measure.

    The text lies in files of a megabyte, of which this process holds no more than an ingest does.
    """
    documents = folder / "documents"
    embedder = HashedTexts(_DIMENSION, _WORDS)
    files = max(_PARTS, megabytes)
    tell(f"Writing {files:,} files of {_FILE_BYTES / 1e6:.0f} MB ...")
    text_bytes = write_texts(documents, files, file_bytes=megabytes * 1_000_000 // files)
    target = bench_target(embedder, _WORDS)
    tell("Ingesting ...")
    begun = perf_counter()
    watching = _Watch(files, text_bytes, tell)
    with watching, bench_tools(embedder, folder, target, watching) as tools:
        passages = ingest([documents], target, tools).totals()["passages"]
    seconds = perf_counter() - begun
    return IngestMemory(files, text_bytes, passages, seconds, tuple(watching.parts))


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
    return f"tenth {part + 1} of the text" if part < _PARTS else "the last writes, publishing"


def print_memory(memory: IngestMemory, console: Console) -> None:
    """Print the figures as a table."""
    console.print(
        f"{memory.files:,} files, {memory.text_bytes / 1e9:,.2f} GB of text, "
        f"{memory.passages:,} passages of at most {_WORDS} words, {_DIMENSION}-d hashed vectors, "
        f"{memory.seconds:,.0f} s"
    )
    table = Table("while", "MB of text", "own MB, peak", "mapped MB, peak", "passages", "a second")
    for part in memory.parts:
        sizes = (part.text_bytes, part.own, part.mapped)
        counts = (f"{part.passages:,}", f"{part.rate:,.0f}")
        table.add_row(part.what, *(f"{size / 1e6:,.0f}" for size in sizes), *counts)
    console.print(table)
