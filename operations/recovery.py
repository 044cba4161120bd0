"""Goes back to an older generation, and checks the one that answers."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from knowledge.care.verification import Verification, verify
from knowledge.files.originals import Originals
from knowledge.store.protocol import Store
from operations.purge import honour_tombstones


def roll_back(store: Store, data_dir: Path, name: str, to: int | None) -> tuple[int, int]:
    """Let an older generation answer; return its number, and how many purged documents it lost."""
    number = store.rollback(name, to)
    return number, honour_tombstones(store, data_dir, name)


def verify_live(store: Store, data_dir: Path, name: str) -> Verification:
    """Check every passage, id, count, vector and original of the generation that answers."""
    with closing(store.open(name)) as reader:
        live = next(each for each in store.generations(name) if each.live)
        return verify(reader, live, Originals(data_dir / "originals" / name))
