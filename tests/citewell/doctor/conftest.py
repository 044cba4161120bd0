"""Fixtures shared by the tests here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in and to keep data in."""
    for name in list(os.environ):
        if name.startswith("CITEWELL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path
