"""Missing packages are named."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from finetune import extra
from finetune.command import app
from knowledge.domain.errors import ConfigurationError


def test_a_missing_package_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "peft" else object())

    with pytest.raises(ConfigurationError, match=r"needs peft, which is not .*\[finetune\]"):
        CliRunner().invoke(app, ["train", "--help"], catch_exceptions=False)
