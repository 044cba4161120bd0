"""How long a reranker reads for a question, by what computes it, in one run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from random import Random
from statistics import median
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from knowledge.domain.errors import InputError
from knowledge.models.local.rerankers import CrossEncoderReranker
from knowledge.models.reranking import Reranker
from knowledge.opening.rerankers import timed_reranking
from knowledge.settings.settings import Settings
from labs.bench.texts import KnowledgeBase, texts_of

_LONGEST_QUESTION = 12


@dataclass(frozen=True, slots=True)
class RerankerSpeed:
    """One way of computing: seconds for a question, median, and the largest change of a score.

    `largest_change` is to the first way's scores, 0..1.
    """

    way: str
    seconds: float
    largest_change: float


def bench_reranking(
    ways: Mapping[str, Reranker], texts: Sequence[str], *, candidates: int, questions: int
) -> list[RerankerSpeed]:
    """Have each way score so many passages for the first words of others, in turns.

    In turns, so that what else the machine does meanwhile hits all alike.
    """
    chance = Random(1)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    changes = dict.fromkeys(ways, 0.0)
    for reranker in ways.values():
        reranker.scores("once", texts[:2], deadline=float("inf"))
    for _ in range(questions):
        question = " ".join(chance.choice(texts).split()[:_LONGEST_QUESTION])
        passages = chance.sample(texts, min(candidates, len(texts)))
        first: list[float] = []
        for way, reranker in ways.items():
            started = perf_counter()
            scores = reranker.scores(question, passages, deadline=float("inf"))
            seconds[way].append(perf_counter() - started)
            first = first or scores
            apart = (abs(a - b) for a, b in zip(first, scores, strict=True))
            changes[way] = max(changes[way], *apart)
    return [RerankerSpeed(way, median(taken), changes[way]) for way, taken in seconds.items()]


def print_reranking(
    speeds: Sequence[RerankerSpeed], console: Console, *, model: str, candidates: int
) -> None:
    """Print the table."""
    table = Table(title=f"Reranking with {model}, {candidates} passages a question")
    table.add_column("computed by")
    for title in ("ms a question (median)", "times as quick", "largest change of a score"):
        table.add_column(title, justify="right")
    for row in speeds:
        table.add_row(
            row.way,
            f"{row.seconds * 1000:,.0f}",
            f"{speeds[0].seconds / row.seconds:.2f}",
            f"{row.largest_change:.5f}",
        )
    console.print(table)
    console.print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


# The command `citewell bench reranking`.


def reranking(
    *,
    kb: KnowledgeBase = "",
    questions: Annotated[int, typer.Option(min=1, help="Ask so many.")] = 10,
) -> None:
    """Measure the reranker that is set: time for a question, by torch and by OpenVINO.

    A cross-encoder of this machine is also computed by OpenVINO, where it is installed.
    """
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings.store, settings.data_dir)
    opened = timed_reranking(settings.reranker, settings.data_dir)
    if opened is None:
        raise InputError("No reranker is set. Set CITEWELL_RERANKER to the one to be measured.")
    ways: dict[str, Reranker] = {settings.reranker.backend: opened.reranker}
    if isinstance(opened.reranker, CrossEncoderReranker) and find_spec("openvino"):
        for backend in ("torch", "openvino", "openvino-int8"):
            chosen = settings.reranker.model_copy(update={"backend": backend})
            other = timed_reranking(chosen, settings.data_dir)
            ways |= {backend: other.reranker} if other else {}
    speeds = bench_reranking(ways, texts, candidates=opened.candidates, questions=questions)
    print_reranking(speeds, Console(), model=opened.reranker.name, candidates=opened.candidates)
