"""Feeds damaged files to the loaders. Slow: CITEWELL_TEST_MUTANTS says how many (20,000)."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

import tests
from ingest.loaders.content.outline import Loaded
from ingest.loaders.registry import LOADERS
from ingest.parsing.parser_process import ParsingProcess
from knowledge.domain.errors import DocumentUnreadable

MUTANTS = int(os.environ.get("CITEWELL_TEST_MUTANTS", "20000"))
CHECKOUT = Path(str(tests.__file__)).resolve().parents[1]
MOST_BYTES = 400_000
SPLICES = (b"\x00" * 64, b"\xff\xfe", b"<" * 500, b"[" * 2000, b"%PDF-", b"PK\x03\x04", b"9" * 400)


def seeds() -> list[Path]:
    """Return small real files of every format that is read: the sample's, and others if there."""
    folders = (CHECKOUT / "sample" / "documents", CHECKOUT.parent / "shared" / "data" / "docs")
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        path
        for path in files
        if path.suffix.lower() in LOADERS and 0 < path.stat().st_size <= MOST_BYTES
    ]


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes with some flipped, cut out, doubled, or replaced by what parsers fear."""
    result = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(len(result) or 1)
        length = dice.randint(1, 400)
        match dice.randrange(5):
            case 0:
                result[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                del result[place : place + length]
            case 2:
                result[place:place] = result[place : place + length]
            case 3:
                result[place:place] = dice.choice(SPLICES)
            case _:
                del result[max(1, place) :]
    return bytes(result)


def outcome(parser: ParsingProcess, path: Path) -> str:
    """Return in a word what came of a file; anything but these two would raise."""
    try:
        loaded = parser.load(path)
    except DocumentUnreadable as error:
        return "crashed" if "parser crashed" in str(error) else "refused"
    return "read" if isinstance(loaded, Loaded) else "other"


def outcomes(folder: Path, count: int) -> Counter[str]:
    """Damage and load so many files."""
    dice = random.Random(11)
    found: Counter[str] = Counter()
    sources = seeds()
    with ParsingProcess(seconds_per_file=20.0) as parser:
        for number in range(count):
            source = sources[number % len(sources)]
            path = folder / f"mutant{source.suffix}"
            path.write_bytes(mutated(source.read_bytes(), dice))
            found[outcome(parser, path)] += 1
        (folder / "sound.md").write_text("Still reading.")
        found["sound after all"] += outcome(parser, folder / "sound.md") == "read"
    return found


@pytest.mark.slow
def test_damaged_files_are_read_or_refused_and_the_job_goes_on(tmp_path: Path) -> None:
    found = outcomes(tmp_path, MUTANTS)

    print(dict(found))  # noqa: T201 - how many of each, for who runs this
    assert found["read"] + found["refused"] + found["crashed"] == MUTANTS
    assert found["sound after all"] == 1
