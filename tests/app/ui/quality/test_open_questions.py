"""The Quality page's open questions: one is answered with a passage, one with a note."""

from __future__ import annotations

from contextlib import closing

from app.i18n import curator_texts as words
from app.records.opening import open_records
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)
from tests.scripted_assistant import BAND, LIFE_EVENTS, SPOUSE, refused


def test_a_lead_answers_one_question_with_a_source_and_the_next_with_a_note(
    harness: WorkerHarness,  # noqa: F811
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    with closing(open_records(harness.settings.database, harness.settings.data_dir)) as records:
        thread = records.conversations.start("hr", "ann").id
        first, second = (records.conversations.ask(thread, asked) for asked in (BAND, SPOUSE))
        for turn in (first, second):
            records.conversations.finish(turn, refused(BAND))
            records.escalations.send(turn, "ann", f"About turn {turn}")
        test = opened(harness, "quality")
        waiting = said(test)
        test.checkbox(key=f"source_{first}_{LIFE_EVENTS.id}").check().run()
        test.text_area(key=f"answer_{first}").set_value("A marriage is one [1].").run()
        test.button(key=f"send_{first}").click().run()
        test.text_area(key=f"answer_{second}").set_value("Ask the benefits team.").run()
        test.button(key=f"send_{second}").click().run()
        answer = records.conversations.turns(thread)[0].answer
        reply = records.escalations.in_thread(thread)[second].reply

    assert not test.exception
    assert f"About turn {first}" in waiting
    assert words.NO_OPEN_QUESTIONS in said(test)
    assert answer is not None
    assert answer.text == "A marriage is one [1]."
    assert answer.approval is not None
    assert answer.approval.owner == "carl"
    assert reply == "Ask the benefits team."
