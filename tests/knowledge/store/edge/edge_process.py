"""Readers and writers of an embedded store as processes of their own, for tests to start.

`python -m tests.knowledge.store.edge.edge_process ROLE FOLDER`; every role says a line when it is
ready.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from knowledge.domain.errors import StoreUnavailable
from knowledge.domain.queries import Filters
from knowledge.store.edge.store import EdgeStore
from tests.builders import MANIFEST, hybrid, passages, record, vectors

STAFF = Filters(groups=("staff",))


def version(number: int, *, parts: int = 20) -> list[str]:
    """Return the texts of one state, which all name its number."""
    return [f"State {number} part {part}" for part in range(parts)]


def read_until_told(folder: Path) -> None:
    """Search without pause; report which states were seen, and those that were seen mixed."""
    reader = EdgeStore(folder / "kb", folder / "runtime").open("plans")
    seen: set[str] = set()
    mixed = searches = 0
    _say("ready")
    while not (folder / "stop").exists():
        hits = reader.search(hybrid("state part"), STAFF, limit=50)
        states = {hit.passage.text.split()[1] for hit in hits}
        mixed += len(states) != 1 or len(hits) != 20
        seen |= states
        searches += 1
    _say(json.dumps({"seen": sorted(seen), "mixed": mixed, "searches": searches}))


def write_and_hang(folder: Path) -> None:
    """Put a new state and remove the old, then hang before publishing."""
    with EdgeStore(folder / "kb", folder / "runtime").write("plans", MANIFEST) as writer:
        changed = passages("state.md", version(99))
        writer.put(record(changed), changed, vectors(changed))
        _say("ready")
        time.sleep(600)


def read_and_hang(folder: Path) -> None:
    """Open a copy, then hang with it."""
    reader = EdgeStore(folder / "kb", folder / "runtime").open("plans")
    reader.count()
    _say("ready")
    time.sleep(600)


def write_until_full(folder: Path) -> None:
    """Put documents until the store says that it cannot; say what it said."""
    try:
        with EdgeStore(folder / "kb", folder / "runtime").write("plans", MANIFEST) as writer:
            for number in range(100_000):
                long = passages(f"{number}.md", [f"word{part} " * 400 for part in range(100)])
                writer.put(record(long), long, vectors(long))
    except StoreUnavailable as error:
        _say(str(error))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the line is how the test hears of it


if __name__ == "__main__":
    {
        "read-until-told": read_until_told,
        "write-and-hang": write_and_hang,
        "read-and-hang": read_and_hang,
        "write-until-full": write_until_full,
    }[sys.argv[1]](Path(sys.argv[2]))
