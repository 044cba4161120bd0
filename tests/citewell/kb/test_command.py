"""`citewell kb`: what it lists, and the two ways to name a knowledge base."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from citewell.kb.command import COMMANDS, app
from knowledge.common.lazy_commands import LazyCommand, load_command
from knowledge.domain.errors import KnowledgeBaseMissing
from tests.citewell.kb.conftest import kb


def test_help_names_every_command() -> None:
    helped = kb("--help")

    assert [each.name for each in COMMANDS if f" {each.name} " not in helped] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_that_is_listed_can_be_loaded(command: LazyCommand) -> None:
    assert load_command(command).registered_commands


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "arguments",
    [("show", "nix"), ("delete", "nix", "--yes"), ("export", "--kb", "nix"), ("rollback", "nix")],
)
def test_an_unknown_knowledge_base_is_named(arguments: tuple[str, ...]) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="'nix'"):
        kb(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "desk"],
        ["verify", "--kb", "desk"],
        ["show", "desk"],
        ["show", "--kb", "desk"],
        ["show", "--kb=desk", "--json"],
        ["export", "desk"],
        ["curated", "desk"],
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_knowledge_base_is_named_with_or_without_the_option(arguments: list[str]) -> None:
    # `verify` ends with 1 here, as no original was kept; a usage error is 2.
    assert CliRunner().invoke(app, arguments).exit_code in {0, 1}


@pytest.mark.usefixtures("unchanged")
def test_two_names_are_one_too_many() -> None:
    assert CliRunner().invoke(app, ["verify", "desk", "--kb", "other"]).exit_code == 2
