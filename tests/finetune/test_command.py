from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from finetune.command import COMMANDS, app
from knowledge.common.lazy_commands import LazyCommand, load_command


def test_the_help_lists_every_part_and_imports_none() -> None:
    code = (
        "import sys; from typer.main import get_command; from finetune.command import app\n"
        "get_command(app)(args=['--help'], standalone_mode=False)\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)"
    )

    helped = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert [part.name for part in COMMANDS if part.name not in helped.stdout] == []


@pytest.mark.parametrize("part", COMMANDS, ids=lambda part: part.name)
def test_every_part_can_be_imported(part: LazyCommand) -> None:
    assert load_command(part).registered_commands or load_command(part).registered_groups


def test_an_unknown_part_is_wrong_usage() -> None:
    result = CliRunner().invoke(app, ["knit"])

    assert result.exit_code == 2
    assert "knit" in result.output
