"""Kills an ingest at random moments. Slow: CITEWELL_TEST_KILLS says how often (200 by default)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.care.verification import Fault, Verification, verify
from knowledge.domain.queries import Filters
from knowledge.files.originals import Originals
from knowledge.store.edge.store import EdgeStore
from tests.builders import hybrid
from tests.ingest.ingest_process import run

KILLS = int(os.environ.get("CITEWELL_TEST_KILLS", "200"))
EVERYBODY = Filters(groups=("staff",))
CHECKOUT = Path(__file__).parents[2]


def write(folder: Path, turn: int, files: int = 30) -> None:
    """Change a third of the files, and what each says of the turn."""
    (folder / "docs").mkdir(exist_ok=True)
    for number in range(files):
        if turn == 0 or number % 3 == turn % 3:
            text = "".join(f"\n\nRule {number}.{n} of turn {turn} holds." for n in range(20))
            (folder / "docs" / f"{number}.md").write_text(f"# Rules {number}{text}\n")


def killed(folder: Path, dice: random.Random, longest: float) -> None:
    """Start an ingest and kill it after a moment, counted from when it opened its files."""
    (folder / "began").unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ingest.ingest_process", str(folder)], cwd=CHECKOUT
    )
    while not (folder / "began").exists() and process.poll() is None:
        time.sleep(0.005)
    time.sleep(dice.uniform(0, longest))
    process.kill()
    process.wait()


def answered(folder: Path) -> int:
    """Search as a chat would; return how many passages were found."""
    with closing(EdgeStore(folder / "data", folder / "runtime").open("kb")) as reader:
        return len(reader.search(hybrid("which rule holds"), EVERYBODY, limit=5))


def check(folder: Path) -> Verification:
    store = EdgeStore(folder / "data", folder / "runtime")
    live = next(each for each in store.generations("kb") if each.live)
    with closing(store.open("kb")) as reader:
        return verify(reader, live, Originals(folder / "originals"))


def survive(folder: Path, kills: int) -> tuple[list[int], list[Fault]]:
    """Kill as often; return what was found after each kill, and what each next run left wrong."""
    dice = random.Random(4)
    begun = time.perf_counter()
    run(folder)
    longest = 1.5 * (time.perf_counter() - begun)
    found: list[int] = []
    faults: list[Fault] = []
    for turn in range(1, kills + 1):
        write(folder, turn)
        killed(folder, dice, longest)
        found.append(answered(folder))
        run(folder)
        faults += check(folder).faults
    return found, faults


@pytest.mark.slow
def test_killed_at_any_moment_the_live_generation_answers_and_the_next_run_is_whole(
    tmp_path: Path,
) -> None:
    write(tmp_path, 0)

    found, faults = survive(tmp_path, KILLS)

    assert found == [5] * KILLS
    assert faults == []
    assert (tmp_path / "needless").read_text(encoding="utf-8") == ""
