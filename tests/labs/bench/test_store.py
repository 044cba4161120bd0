"""The bench of searches, at a size that takes no time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.console import Console

from labs.bench.store import bench_search, grown, print_bench

TEXTS = [f"Rule {number} covers item{number} and case{number * 7}." for number in range(60)]
RANDOM = np.random.default_rng(3).normal(size=(60, 64)).astype(np.float32)
ROWS = RANDOM / np.linalg.norm(RANDOM, axis=1, keepdims=True)


def test_a_bench_measures_each_kind_of_search_and_the_recall_of_the_dense_one(
    tmp_path: Path,
) -> None:
    bench = bench_search(TEXTS, ROWS, tmp_path, passages=50, searches=10)

    assert (bench.passages, bench.dimension, bench.searches) == (50, 64, 10)
    assert [row.kind for row in bench.times] == ["hybrid, by scores", "dense", "BM25"]
    assert all(0 < row.p50_milliseconds <= row.p99_milliseconds for row in bench.times)
    # So few passages are searched exactly.
    assert [row.recall for row in bench.times] == [None, 1.0, None]


def test_the_table_tells_the_size_and_the_times(tmp_path: Path) -> None:
    bench = bench_search(TEXTS, ROWS, tmp_path, passages=50, searches=10)
    console = Console(record=True, width=120, file=(tmp_path / "out").open("w"))

    print_bench(bench, console)
    printed = console.export_text()
    console.file.close()

    assert "50 passages" in printed
    assert f"{bench.times[0].p50_milliseconds:.2f}" in printed


def test_missing_passages_are_mixed_from_real_ones_at_unit_length() -> None:
    texts, rows = grown(TEXTS, ROWS, amount=100)

    assert (len(texts), rows.shape) == (100, (100, 64))
    assert texts[:60] == TEXTS
    assert np.array_equal(rows[:60], ROWS)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_enough_real_passages_are_taken_as_they_are() -> None:
    texts, rows = grown(TEXTS, ROWS, amount=20)

    assert texts == TEXTS[:20]
    assert np.array_equal(rows, ROWS[:20])
