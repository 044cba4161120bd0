"""Fixtures shared by the tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.store.edge import segments
from knowledge.store.edge.store import EdgeStore


@pytest.fixture
def store(tmp_path: Path) -> EdgeStore:
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


DIMENSION, TERMS, VOCABULARY = 8, 300, 20_000


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> int:
    """Segments that are full at a megabyte; the number of passages that fill one."""
    monkeypatch.setattr(segments, "FULL_TERM_BYTES", 1024 * 1024)
    return 1024 * 1024 // (8 * TERMS) + 1
