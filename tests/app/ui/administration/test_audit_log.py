"""The audit log on the People page."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.database.audit import Action, Event
from app.i18n import curator_texts as words
from app.records.opening import open_records
from app.ui.administration.audit_log import as_csv
from knowledge.settings.settings import Settings
from tests.app.ui.administration.test_page import opened, said


def with_events(data: Path) -> None:
    with closing(open_records(Settings().database, data)) as records:
        records.audit.note("ann", Action.ASKED, "how long?", knowledge_base="demo")
        records.audit.note("bob", Action.SIGNED_IN, "")


def test_events_are_filtered_by_person_and_action(tmp_path: Path) -> None:
    with_events(tmp_path)
    test = opened(tmp_path)
    test.segmented_control(key="people_section").set_value(words.AUDIT).run()
    everything = said(test)

    anns = said(test.selectbox(key="audit_person").select("ann").run())
    none = said(test.selectbox(key="audit_action").select(Action.SIGNED_IN).run())

    assert "how long?" in everything
    assert "<td>bob</td>" in everything
    assert "how long?" in anns
    assert "<td>bob</td>" not in anns
    assert words.NO_EVENTS in none


def test_the_csv_holds_no_formula() -> None:
    event = Event(datetime(2026, 11, 20, tzinfo=UTC), "ann", "asked", "demo", "=1+1")

    head, row = as_csv([event]).splitlines()

    assert head == '"at","person","action","knowledge base","what"'
    assert row.endswith('"\'=1+1"')


def test_every_action_has_words() -> None:
    assert set(words.ACTIONS) == {action.value for action in Action}
