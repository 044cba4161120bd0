"""`citewell kb` over an embedded store of two documents."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.domain.errors import AssistantError, KnowledgeBaseMissing
from knowledge.store.edge.store import EdgeStore
from tests.citewell.kb.conftest import kb


def keys(store: EdgeStore) -> set[str]:
    """Return the keys of the documents that answer now."""
    with closing(store.open("desk")) as reader:
        return {record.metadata.key for record in reader.documents()}


@pytest.mark.usefixtures("unchanged")
def test_list_names_every_knowledge_base() -> None:
    lines = kb("list").splitlines()

    assert lines[0].split() == [
        "name",
        "documents",
        "passages",
        "generation",
        "embedding",
        "model",
    ]
    assert lines[1].split() == ["desk", "3", "4", "1", "hashing"]


@pytest.mark.usefixtures("unchanged")
def test_show_tells_how_it_was_made_and_what_is_in_it() -> None:
    shown = kb("show", "desk")

    assert "hashing (64-d)" in shown
    assert "2026-01-01 to 2026-12-31" in shown
    assert "*  1" in shown


@pytest.mark.usefixtures("unchanged")
def test_export_into_a_file_says_how_many(tmp_path: Path) -> None:
    file = tmp_path / "passages.jsonl"

    said = kb("export", "--kb", "desk", "--output", str(file))

    assert said == f"Wrote 4 passages to {file}.\n"
    assert len(file.read_text("utf-8").splitlines()) == 4


def test_rollback_brings_back_what_was_deleted(store: EdgeStore) -> None:
    kb("delete", "desk", "--document", "copays", "--yes")

    said = kb("rollback", "desk")

    assert said == "'desk' now answers from generation 1.\n"
    assert keys(store) == {"copays", "refunds"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "arguments",
    [("show", "nix"), ("delete", "nix", "--yes"), ("export", "--kb", "nix"), ("rollback", "nix")],
)
def test_an_unknown_knowledge_base_is_named(arguments: tuple[str, ...]) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="'nix'"):
        kb(*arguments)


@pytest.mark.usefixtures("unchanged")
def test_a_generation_that_is_not_there_is_refused() -> None:
    with pytest.raises(AssistantError, match="7"):
        kb("rollback", "desk", "--to", "7")


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
