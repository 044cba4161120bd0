"""What is done by command, in the audit log."""

from __future__ import annotations

import getpass
from contextlib import closing
from pathlib import Path

import pytest

from app.database.audit import Action
from app.records.opening import open_records
from knowledge.settings.parts import DatabaseSettings
from operations.audit import note, operator


def test_what_is_done_by_command_is_noted_with_its_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")

    note(DatabaseSettings(), tmp_path, Action.CURATED, "rollback", knowledge_base="hr")

    with closing(open_records(DatabaseSettings(), tmp_path)) as records:
        (event,) = records.audit.events()
    assert (event.person, event.what, event.knowledge_base) == (
        "command line (ann)",
        "rollback",
        "hr",
    )


def test_a_user_without_a_name_is_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)

    assert operator() == "command line"
