"""Measures an ingest: over a bare encode of the same passages, again, after one change, memory."""

from __future__ import annotations

import hashlib
import random
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from rich.console import Console
from rich.table import Table

from ingest.embedding.cache import EmbeddingCache
from ingest.parsing.parser_process import ParsingProcess
from ingest.pipeline.ingest import IngestTarget, IngestTools, ingest
from ingest.report.progress import IngestProgress, NoProgress
from ingest.report.report import Report
from ingest.splitting.splitter import splitter_name
from knowledge.domain.embedding import Embedder, EmbedderIdentity
from knowledge.domain.passages import FloatRows
from knowledge.files.originals import Originals
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.settings.parts import IngestSettings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest

_BATCH = 256
"""As many texts at a time as an ingest hands to the model."""
_SENTENCES_A_FILE = 40
_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class IngestSpeed:
    """Seconds of each run, and what they were spent on. `peak_bytes` is the process's own.

    `changed_processor_seconds` are those of this process alone.
    """

    files: int
    text_bytes: int
    passages: int
    bare: float
    first: Report
    second: Report
    changed: Report
    changed_processor_seconds: float
    peak_bytes: int

    @property
    def over_bare(self) -> float:
        """The whole job's wall time over that of encoding the same passages alone."""
        return self.first.seconds["total"] / self.bare

    @property
    def second_share(self) -> float:
        """A second run's wall time, nothing changed, over the first one's."""
        return self.second.seconds["total"] / self.first.seconds["total"]


class HashedTexts:
    """Embeds a text by its hash: costs next to nothing, so that all else can be measured."""

    def __init__(self, dimension: int = 384, max_words: int = 256) -> None:
        self._dimension = dimension
        self._max_words = max_words

    @property
    def identity(self) -> EmbedderIdentity:
        """As a knowledge base remembers it."""
        return EmbedderIdentity(name="hashed-texts", revision="1", dimension=self._dimension)

    @property
    def max_tokens(self) -> int:
        """The most words of a text."""
        return self._max_words

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words."""
        return [text.count(" ") + 1 for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return unit rows, shape (texts, dimension)."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return unit rows, shape (texts, dimension)."""
        rows = np.empty((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
            row[:] = np.random.default_rng(seed).standard_normal(self._dimension)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def write_corpus(folder: Path, files: int, *, sentences: int = _SENTENCES_A_FILE) -> int:
    """Write so many Markdown files of made-up sentences, the same each time; return the bytes."""
    dice = random.Random(7)
    words = made_words(dice)
    total = 0
    for number in range(files):
        lines = [f"# Policy {number}", ""]
        for sentence in range(sentences):
            if sentence % 10 == 0:
                lines += ["", f"## Section {sentence // 10}", ""]
            lines.append(made_sentence(dice, words))
        path = folder / f"{number // 1000:03}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return total


def made_words(dice: random.Random) -> list[str]:
    """Make up words."""
    return [f"{dice.choice('bcdfglmnprst')}{dice.choice('aeiou')}{n:x}" for n in range(_WORDS)]


def made_sentence(dice: random.Random, words: Sequence[str]) -> str:
    """Make up a sentence."""
    return " ".join(dice.choices(words, k=18)).capitalize() + "."


def bench_target(embedder: Embedder, passage_tokens: int) -> IngestTarget:
    """Return the knowledge base that a bench fills."""
    limit = min(passage_tokens, embedder.max_tokens)
    manifest = Manifest(embedder=embedder.identity, splitter=splitter_name(limit))
    return IngestTarget("bench", manifest, limit)


@contextmanager
def bench_tools(
    embedder: Embedder,
    folder: Path,
    target: IngestTarget,
    progress: IngestProgress | None = None,
) -> Iterator[IngestTools]:
    """Give what an ingest into an embedded store under `folder` works with."""
    with (
        EmbeddingCache(folder / "cache.sqlite", embedder.identity) as cache,
        ParsingProcess() as parser,
    ):
        yield IngestTools(
            store=EdgeStore(folder / "kb", folder / "runtime"),
            embedder=embedder,
            terms=Bm25Encoder.of(target.manifest),
            cache=cache,
            originals=Originals(folder / "originals"),
            parser=parser,
            progress=progress or NoProgress(),
        )


def bench_ingest(
    embedder: Embedder,
    folder: Path,
    ingest_settings: IngestSettings,
    *,
    files: int,
    sentences: int = _SENTENCES_A_FILE,
    tell: Callable[[str], None] = lambda _: None,
) -> IngestSpeed:
    """Ingest a generated corpus into an embedded store under `folder`, and measure."""
    documents = folder / "documents"
    tell(f"Writing {files:,} files ...")
    text_bytes = write_corpus(documents, files, sentences=sentences)
    embedder.embed_passages(["Warm."])
    target = bench_target(embedder, ingest_settings.passage_tokens)
    with bench_tools(embedder, folder, target) as tools:
        tell("First run ...")
        first = ingest([documents], target, tools)
        peak = _peak_bytes()
        tell("Second run, nothing changed ...")
        second = ingest([documents], target, tools)
        one = next(documents.rglob("*.md"))
        one.write_text(one.read_text("utf-8") + "\nA sentence that is new.\n", "utf-8")
        tell("One file changed ...")
        begun = process_time()
        changed = ingest([documents], target, tools)
        processor = process_time() - begun
    tell("Bare encode of the same passages ...")
    with closing(tools.store.open(target.name)) as reader:
        bare = _bare_seconds(embedder, [p.search_text for p in reader.all_passages()])
    passages = first.totals()["passages"]
    return IngestSpeed(files, text_bytes, passages, bare, first, second, changed, processor, peak)


def _bare_seconds(embedder: Embedder, texts: list[str]) -> float:
    texts.sort(key=len, reverse=True)
    begun = perf_counter()
    for start in range(0, len(texts), _BATCH):
        embedder.embed_passages(texts[start : start + _BATCH])
    return perf_counter() - begun


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def print_ingest(speed: IngestSpeed, console: Console, *, model: str) -> None:
    """Print the figures as tables."""
    console.print(
        f"{speed.files:,} files, {speed.text_bytes / 1e6:,.1f} MB of text, "
        f"{speed.passages:,} passages, {model}"
    )
    table = Table("what", "figure")
    table.add_row("whole job", f"{speed.first.seconds['total']:.2f} s")
    table.add_row("bare encode of the same passages", f"{speed.bare:.2f} s")
    table.add_row("whole job / bare encode", f"{speed.over_bare:.3f}")
    table.add_row("second run, nothing changed", f"{speed.second.seconds['total']:.2f} s")
    table.add_row("second run / first", f"{speed.second_share:.2%}")
    table.add_row("one file changed", f"{speed.changed.seconds['total']:.2f} s")
    table.add_row("its processor time", f"{speed.changed_processor_seconds:.2f} s")
    table.add_row("publishing it", f"{speed.changed.seconds.get('publish', 0.0):.2f} s")
    table.add_row("texts embedded for it", str(speed.changed.embedded))
    table.add_row("peak memory of this process", f"{speed.peak_bytes / 1e6:,.0f} MB")
    console.print(table)
    stages = Table("stage of the first run", "seconds (stages overlap)")
    for name, seconds in speed.first.seconds.items():
        stages.add_row(name, f"{seconds:.2f}")
    console.print(stages)
