"""Fixtures shared by the tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model_doubles import build_medembed


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_medembed(tmp_path_factory.mktemp("models") / "tiny")
