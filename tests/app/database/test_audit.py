"""The audit log: what it keeps, and how it is read."""

from __future__ import annotations

from app.database.audit import Action
from app.database.stored_text import now
from app.records.opening import Records


def test_the_audit_log_keeps_who_what_and_where_without_identifiers(records: Records) -> None:
    records.audit.note("ann", Action.ASKED, "Is member id 123456789 in?", knowledge_base="demo")

    (event,) = records.audit.events()
    assert (event.person, event.action, event.knowledge_base) == ("ann", "asked", "demo")
    assert event.what == "Is member id [MEMBER_1] in?"


def test_the_audit_log_is_read_by_time_person_and_action(records: Records) -> None:
    records.audit.note("ann", Action.ASKED, "first")
    moment = now()
    records.audit.note("ann", Action.SIGNED_OUT, "")
    records.audit.note("", Action.ASKED, "unsigned")

    assert [each.what for each in records.audit.events(action="asked")] == ["first", "unsigned"]
    assert [each.action for each in records.audit.events(since=moment, person="ann")] == [
        "signed out"
    ]
    assert [each.what for each in records.audit.events(person="")] == ["unsigned"]
