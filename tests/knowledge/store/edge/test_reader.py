"""The embedded store among several processes: readers beside a writer, and processes that die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import knowledge
from knowledge.domain.errors import KnowledgeBaseBusy
from knowledge.store.edge.store import EdgeStore
from tests.builders import MANIFEST, passages, published
from tests.knowledge.store.edge.edge_process import version

ROOT = Path(knowledge.__file__).resolve().parents[1]

Process = subprocess.Popen[str]
Start = Callable[[str], Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a process in a role and waits until it is ready; ends all at the end."""
    running: list[Process] = []

    def started(role: str) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.knowledge.store.edge.edge_process", role, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield started
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def store(tmp_path: Path) -> EdgeStore:
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


def publish_state(store: EdgeStore, number: int) -> None:
    published(store, "plans", passages("state.md", version(number)))


def publish_states(store: EdgeStore, numbers: range) -> None:
    for number in numbers:
        publish_state(store, number)


def texts(store: EdgeStore) -> list[str]:
    return sorted(each.text for each in store.open("plans").all_passages())


def copies(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "runtime").glob("reader-*"))


def status_of_fork(check: Callable[[], bool]) -> int:
    """Run a check in a forked child; 0 says that it held, -14 that it hung."""
    child = os.fork()
    if child == 0:  # pragma: no cover - coverage does not see into the child
        signal.alarm(20)
        os._exit(0 if check() else 1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def drafts(folder: Path) -> list[str]:
    return [each.name for each in (folder / "kb" / "plans").glob(".writing-*")]


def report_of(process: Process) -> dict[str, object]:
    told, _ = process.communicate(timeout=60)
    report: dict[str, object] = json.loads(told)
    return report


def test_two_readers_move_over_whole_while_a_third_process_writes(
    store: EdgeStore, start: Start, tmp_path: Path
) -> None:
    publish_state(store, 0)
    readers = [start("read-until-told"), start("read-until-told")]

    publish_states(store, range(1, 6))
    (tmp_path / "stop").touch()
    reports = [report_of(reader) for reader in readers]

    assert [report["mixed"] for report in reports] == [0, 0]
    assert [len(report["seen"]) > 1 for report in reports] == [True, True]  # type: ignore[arg-type]


def test_a_writer_killed_in_the_middle_leaves_the_old_generation_answering(
    store: EdgeStore, start: Start, tmp_path: Path
) -> None:
    publish_state(store, 1)
    writer = start("write-and-hang")
    left = drafts(tmp_path)

    writer.kill()
    writer.wait()

    assert len(left) == 1
    assert texts(store) == sorted(version(1))


def test_the_next_writer_clears_away_what_a_killed_one_left(
    store: EdgeStore, start: Start, tmp_path: Path
) -> None:
    publish_state(store, 1)
    writer = start("write-and-hang")
    writer.kill()
    writer.wait()

    publish_state(store, 2)

    assert drafts(tmp_path) == []
    assert texts(store) == sorted(version(2))


def test_a_writer_in_another_process_is_named(store: EdgeStore, start: Start) -> None:
    writer = start("write-and-hang")

    with (
        pytest.raises(KnowledgeBaseBusy, match=f"process {writer.pid} on {os.uname().nodename}"),
        store.write("plans", MANIFEST),
    ):
        pytest.fail("two writers at once")


def test_copies_of_dead_readers_are_cleared_away_those_of_living_ones_stay(
    store: EdgeStore, start: Start, tmp_path: Path
) -> None:
    publish_state(store, 1)
    dead, living = start("read-and-hang"), start("read-and-hang")
    both = copies(tmp_path)
    dead.kill()
    dead.wait()

    reader = store.open("plans")
    count = reader.count()

    assert count == 20
    assert len(both) == 2
    assert len(set(both) & set(copies(tmp_path))) == 1
    assert living.poll() is None


def test_a_forked_child_reads_with_a_copy_of_its_own(store: EdgeStore, tmp_path: Path) -> None:
    publish_state(store, 1)
    reader = store.open("plans")
    before = reader.count()

    status = status_of_fork(lambda: (reader.count(), len(copies(tmp_path))) == (20, 2))

    assert status == 0
    assert (before, reader.count()) == (20, 20)
