from __future__ import annotations

from io import StringIO
from pathlib import Path

import numpy as np
from rich.console import Console

from knowledge.settings.settings import Settings
from labs.bench.ingest import HashedTexts, bench_ingest, print_ingest, write_corpus


def test_the_generated_corpus_is_the_same_each_time(tmp_path: Path) -> None:
    first = write_corpus(tmp_path / "a", 3)
    second = write_corpus(tmp_path / "b", 3)

    texts = [
        [path.read_text() for path in sorted((tmp_path / name).rglob("*.md"))] for name in "ab"
    ]
    assert first == second == sum(map(len, texts[0]))
    assert texts[0] == texts[1]


def test_hashed_texts_are_unit_rows_that_tell_texts_apart() -> None:
    rows = HashedTexts().embed_passages(["One.", "Two.", "One."])

    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)
    assert np.array_equal(rows[0], rows[2])
    assert not np.array_equal(rows[0], rows[1])


def test_a_bench_embeds_all_then_nothing_then_one_files_changed_passage(tmp_path: Path) -> None:
    speed = bench_ingest(HashedTexts(), tmp_path, Settings().ingest, files=12)
    console = Console(file=StringIO(), width=100)
    print_ingest(speed, console, model="hashed-texts")

    assert speed.first.embedded == speed.passages > 12
    assert speed.second.embedded == 0
    assert speed.changed.embedded == 1
    assert 0 < speed.changed_processor_seconds < speed.first.seconds["total"]
    assert 0 < speed.second_share < 1
    assert "whole job / bare encode" in console.file.getvalue()  # type: ignore[attr-defined]
