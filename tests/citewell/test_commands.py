"""The command as a shell sees it: quick help, one line per error, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from citewell.commands import COMMANDS
from knowledge.common.lazy_commands import LazyCommand, load_command

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"torch", "langchain", "langchain_core", "streamlit", "qdrant_client", "qdrant_edge"}
LOADED_BY_HELP = """
import sys
from citewell.__main__ import main
sys.argv = ["citewell", "--help"]
try:
    main()
except SystemExit:
    print("LOADED", *sorted(sys.modules))
"""


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the checkout and wait for its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def citewell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return run_python("-m", "citewell", *arguments, **environment)


def test_help_names_every_job() -> None:
    helped = citewell("--help")

    assert helped.returncode == 0
    assert [command.name for command in COMMANDS if command.help not in helped.stdout] == []


def test_help_imports_no_heavy_library() -> None:
    printed = run_python("-c", LOADED_BY_HELP).stdout

    loaded = set(printed.rsplit("LOADED", 1)[1].split())

    assert "citewell.commands" in loaded
    assert loaded & HEAVY == set()


def test_commands_that_only_look_import_no_torch() -> None:
    looked = run_python("-c", "import citewell.kb.command, sys; print('torch' in sys.modules)")

    assert looked.stdout.split() == ["False"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_job_that_is_listed_can_be_loaded(command: LazyCommand) -> None:
    assert load_command(command).registered_commands
