from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import StoreUnavailable
from knowledge.files.originals import Originals

HASH = "ab" * 32


def test_an_original_is_found_by_its_content_hash(tmp_path: Path) -> None:
    source = tmp_path / "Plan.PDF"
    source.write_bytes(b"%PDF")
    originals = Originals(tmp_path / "kept")

    originals.keep(HASH, source)
    source.unlink()

    found = originals.find(HASH)
    assert found is not None
    assert (found.read_bytes(), found.suffix) == (b"%PDF", ".pdf")


def test_keeping_twice_keeps_the_first_and_removing_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("one")
    originals = Originals(tmp_path / "kept")

    originals.keep(HASH, source)
    originals.keep(HASH, source)
    kept = originals.hashes()
    originals.remove(HASH)

    assert kept == [HASH]
    assert originals.find(HASH) is None
    assert [path for path in (tmp_path / "kept").rglob("*") if path.is_file()] == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("one")
    (tmp_path / "kept").write_text("a file where the folder should be")

    with pytest.raises(StoreUnavailable, match="CITEWELL_DATA_DIR"):
        Originals(tmp_path / "kept").keep(HASH, source)
