"""An answer is followed while it is written, and found when it is there already."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.api.following import answer_in, follow
from app.database.engine import Database, file_url
from app.domain.replies import Finished, ReplyEvent, Searched, Written
from app.records.opening import records_in
from app.records.stored_conversations import DatabaseConversations
from app.service.chat import ChatService
from knowledge.domain.errors import GenerationFailed
from tests.flat_settings import settings_with
from tests.scripted_assistant import SPOUSE, answered, scripted


def test_pieces_come_before_the_answer_which_stays_there(tmp_path: Path) -> None:
    assistant, database = scripted(), Database(file_url(tmp_path / "records.sqlite3"))
    records = records_in(database)
    kept = DatabaseConversations(records.conversations, records.feedback, records.escalations)
    service = ChatService(
        settings_with(data_dir=tmp_path), lambda: ["demo"], lambda _: assistant, kept
    )

    async def events(conversation: str) -> list[ReplyEvent]:
        told = []
        async for event in follow(service, conversation):
            told.append(event)
            if isinstance(event, Written):
                assistant.hold.set()
        return told

    assistant.hold.clear()
    conversation = service.ask("", "demo", SPOUSE)
    live = asyncio.run(events(conversation))
    later = asyncio.run(events(conversation))

    assert [type(each) for each in live[:2]] == [Searched, Written]
    assert isinstance(live[-1], Finished)
    assert [each.answer.text for each in later if isinstance(each, Finished)] == [
        answered(SPOUSE).text
    ]
    with pytest.raises(GenerationFailed):
        answer_in(service, "another")
    database.close()
