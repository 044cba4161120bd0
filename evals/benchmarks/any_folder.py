"""A benchmark folder of any layout that is known, told by its files."""

from __future__ import annotations

from pathlib import Path

from evals.benchmark import Benchmark
from evals.benchmarks.beir_folder import read_beir_folder
from evals.benchmarks.conversation_folder import read_conversation_folder
from evals.benchmarks.mtragun_folder import TASKS, read_mtragun_folder
from knowledge.errors import InputError


def read_benchmark(folder: Path, *, mixed: bool = False, queries: str = "") -> Benchmark:
    """Read a folder as what it is: conversations, MTRAG-UN's repository, or else BEIR.

    Raises:
        InputError: it is none of them, or a file of it is malformed.
    """
    if not folder.is_dir():
        raise InputError(f"The benchmark folder {str(folder)!r} does not exist.")
    if (folder / "tasks.jsonl").is_file():
        return read_conversation_folder(folder, mixed=mixed)
    if (folder / TASKS).is_file():
        return read_mtragun_folder(folder, mixed=mixed)
    return read_beir_folder(folder, queries=queries)
