from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console

from labs.bench.memory import bench_memory, print_memory, write_texts


def test_the_texts_are_the_same_each_time_and_as_long_as_asked_for(tmp_path: Path) -> None:
    first = write_texts(tmp_path / "a", 2, file_bytes=20_000)
    second = write_texts(tmp_path / "b", 2, file_bytes=20_000)

    texts = [[path.read_text() for path in sorted((tmp_path / n).glob("*.txt"))] for n in "ab"]
    assert texts[0] == texts[1]
    assert texts[0][0] != texts[0][1]
    assert 40_000 < first == second < 60_000


def test_memory_is_told_from_before_the_first_file_to_the_last_writes(tmp_path: Path) -> None:
    told: list[str] = []

    memory = bench_memory(tmp_path, megabytes=1, tell=told.append)
    console = Console(file=StringIO(), width=120)
    print_memory(memory, console)

    assert memory.passages >= memory.files == 10
    assert memory.parts[0].what == "before the first file"
    assert memory.parts[-1].passages == memory.passages
    assert memory.parts[-1].text_bytes == memory.text_bytes > 1_000_000
    assert min(part.own for part in memory.parts) > 0
    assert told[2:] == [part.told() for part in memory.parts]
    assert "before the first file" in console.file.getvalue()  # type: ignore[attr-defined]
