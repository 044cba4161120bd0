from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from rich.console import Console

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.models.reranking import TimedReranking
from labs.bench.search import WHOLE, PreparedRows, bench_stages, print_stages
from labs.bench.store import filled_reader
from tests.labs.bench.test_store import ROWS, TEXTS


class Lengths:
    """Scores a passage by its length."""

    name = "lengths"

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        return [len(text) / 1000 for text in texts]


def test_each_stage_of_a_follow_up_is_timed_and_printed(tmp_path: Path) -> None:
    reranking = TimedReranking(Lengths(), candidates=10, budget_seconds=5)

    with closing(filled_reader(TEXTS, ROWS, tmp_path, passages=100)) as reader:
        bench = bench_stages(reader, TEXTS[:12], ROWS, reranking=reranking)
    console = Console(record=True, width=120, file=(tmp_path / "out").open("w"))
    print_stages(bench, console)
    console.file.close()

    stages = {row.stage: row for row in bench.stages}
    assert list(stages) == ["rewrite", "embed", "search", "fuse", "rerank", WHOLE]
    assert stages[WHOLE].p50 > stages["search"].p50 > 0
    assert (bench.questions, bench.cpu_p50 > 0) == (10, True)
    assert f"{stages[WHOLE].p95:.2f}" in console.export_text()


def test_a_text_has_the_same_prepared_vector_each_time() -> None:
    embedder = PreparedRows(EmbedderIdentity("bench", "", 64), ROWS)

    once, again = (
        embedder.embed_queries(["late premium"]),
        embedder.embed_passages(["late premium"]),
    )

    assert np.array_equal(once, again)
    assert once.shape == (1, 64)
