"""Everything that is written down, in one database."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import pytest

from app.database.audit import Action
from app.records import opening
from app.records.opening import open_records, sweep_once
from knowledge.domain.errors import StoreUnavailable
from knowledge.settings.parts import DatabaseSettings


def test_records_of_one_folder_are_found_again(tmp_path: Path) -> None:
    with closing(open_records(DatabaseSettings(), tmp_path)) as records:
        records.audit.note("ann", Action.ASKED, "how long?")

    with closing(open_records(DatabaseSettings(), tmp_path)) as again:
        assert [event.what for event in again.audit.events()] == ["how long?"]


def test_a_sweep_that_fails_is_logged_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(opening, "sweep", fail)

    with (
        closing(open_records(DatabaseSettings(), tmp_path)) as records,
        caplog.at_level(logging.WARNING),
    ):
        sweep_once(records.database, 30)

    assert "Nothing was deleted by age: The disk is full." in caplog.text
