"""Fixtures shared by the tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model_doubles import (
    build_zembed,
)


@pytest.fixture(scope="module", params=["left", "right"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_zembed(tmp_path_factory.mktemp("zembed"), padding_side=request.param)
