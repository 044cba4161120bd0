"""`citewell kb list`, `show` and `export` over an embedded store of two documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.citewell.kb.conftest import kb


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
