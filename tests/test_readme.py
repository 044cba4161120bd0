"""What README and the guides tell people to type exists, and what is quick is run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from citewell.commands import command_named
from knowledge.common.lazy_commands import load_command
from knowledge.settings.settings import Settings
from knowledge.settings.variables import paths

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
    *sorted((ROOT / "docs" / "operators").glob("*.md")),
)
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = sorted(
    {line for block in SHELL.findall(TEXT) for line in block.replace("\\\n", " ").splitlines()}
)
SPLIT = [
    [word for word in shlex.split(command, comments=True) if not re.match(r"[A-Z_]+=", word)]
    for command in COMMANDS
]
WORDS = [words for words in SPLIT if words]
CITEWELL = [words for words in WORDS if words[0] == "citewell"]
MAKE = [words for words in WORDS if words[0] == "make"]


def citewell(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a newcomer does, with an empty data folder."""
    return subprocess.run(
        [sys.executable, "-m", "citewell", *arguments],
        env={**os.environ, "CITEWELL_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def options_of(words: list[str]) -> set[str]:
    """Return the options of a command, or of the sub-command of a job that has some."""
    command = get_command(load_command(command_named(words[0])))
    following = iter(words[1:])
    while isinstance(command, TyperGroup):
        # As the command line does: a group may import its parts only then.
        name = next(following)
        _, found, _ = command.resolve_command(command.context_class(command), [name])
        assert found is not None, f"there is no command {name!r}"
        command = found
    return {option for part in command.params for option in part.opts}


def test_only_commands_that_a_newcomer_has_are_shown() -> None:
    shown = {words[0] for words in WORDS}

    assert shown <= {"citewell", "make", "docker", "hf", "pip", "source"}


@pytest.mark.parametrize("words", MAKE, ids=" ".join)
def test_make_knows_its_targets(words: list[str]) -> None:
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert set(words[1:]) <= set(targets)


@pytest.mark.parametrize("words", CITEWELL, ids=" ".join)
def test_citewell_knows_its_commands_and_options(words: list[str]) -> None:
    # Read from the command itself, not from its help, whose lines are cut to the terminal.
    named = [word for word in words if word.startswith("--")]

    known = options_of(words[1:])

    assert set(named) <= known


def test_a_newcomer_sees_that_there_is_no_knowledge_base_yet(tmp_path: Path) -> None:
    listed = citewell("kb", "list", folder=tmp_path)

    assert listed.returncode == 0, listed.stderr
    assert "citewell ingest" in listed.stdout


def test_a_newcomer_s_machine_is_well(tmp_path: Path) -> None:
    examined = citewell("doctor", folder=tmp_path)

    assert examined.returncode == 0, examined.stdout + examined.stderr
    assert "citewell demo" in examined.stdout


def test_every_setting_named_exists() -> None:
    named = {name.lower() for name in re.findall(r"CITEWELL_([A-Z0-9_]+)", TEXT)}

    # Two that only tests read, and a slip for an example.
    assert named - {name.lower() for name in paths(Settings)} == {
        "rerankr",
        "screenshots",
        "test_qdrant_url",
    }
