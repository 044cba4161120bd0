"""The command `citewell bench quantization`."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
from rich.console import Console

from evals.bench.kb_texts import MOST_SEARCHES, KnowledgeBase, refuse_few
from evals.bench.quantization import bench_quantization, print_quantization
from knowledge.settings import Settings
from knowledge.stores import open_store


def quantization(*, kb: KnowledgeBase = "") -> None:
    """Measure each form of vectors on a knowledge base's own: bytes, recall, time."""
    settings = Settings()
    name = kb or settings.default_kb
    with closing(open_store(settings).open(name)) as reader:
        stored = [each.dense for record in reader.documents() for each in reader.stored(record.id)]
    refuse_few(name, len(stored))
    # Passages of one document stand together; questions are to come from all of them.
    rows = np.random.default_rng(0).permutation(np.stack(stored))
    searches = min(MOST_SEARCHES, len(rows) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        figures = bench_quantization(rows, Path(folder), searches=searches)
    print_quantization(figures, Console(), passages=len(rows) - searches, dimension=rows.shape[1])
