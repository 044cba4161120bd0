"""What the book notes in the audit log, and whose conversations it touches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.engine import Database, file_url
from app.records.conversations import Verdict
from app.records.opening import Records, records_in
from app.records.stored_conversations import DatabaseConversations
from tests.app.database.answers import GRACE, answer


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = records_in(Database(file_url(tmp_path / "records.sqlite3")))
    yield opened
    opened.close()


@pytest.fixture
def repository(records: Records) -> DatabaseConversations:
    return DatabaseConversations(
        records.conversations, records.feedback, records.escalations, audit=records.audit
    )


def noted(records: Records) -> list[tuple[str, str, str, str]]:
    return [
        (event.person, event.action, event.knowledge_base, event.what)
        for event in records.audit.events()
    ]


def test_all_that_somebody_does_in_a_conversation_is_noted(
    repository: DatabaseConversations, records: Records
) -> None:
    hers = repository.of("ann")
    identifier = hers.ask("", "demo", "How long is grace for member 123456789?")
    hers.reply_store(identifier).finished(answer("q", GRACE))
    turn = hers.exchanges(identifier)[0].turn
    hers.rate(identifier, turn, Verdict("down", ("wrong plan",), "my member's name is Jo"))
    hers.note_export(identifier, "docx")

    hers.delete(identifier)

    title = "How long is grace for member [MEMBER_1]?"
    assert noted(records) == [
        ("ann", "asked", "demo", title),
        ("ann", "saw sources", "demo", "premiums.md § Guide"),
        ("ann", "rated", "demo", f"turn {turn}: down; wrong plan"),
        ("ann", "exported", "demo", f"{title} (docx)"),
        ("ann", "deleted a conversation", "demo", title),
    ]


def test_nobody_touches_another_persons_conversation(
    repository: DatabaseConversations, records: Records
) -> None:
    identifier = repository.of("ann").ask("", "demo", "hers")
    turn = repository.of("ann").exchanges(identifier)[0].turn
    his = repository.of("bob")

    his.rename(identifier, "his now")
    his.pin(identifier, pinned=True)
    his.rate(identifier, turn, Verdict("down"))
    his.note_export(identifier, "md")
    his.delete(identifier)

    assert his.exchanges(identifier) == ()
    assert his.title(identifier) == ""
    assert [each.title for each in repository.of("ann").entries("demo")] == ["hers"]
    assert records.feedback.since() == []
    assert [person for person, *_ in noted(records)] == ["ann"]
