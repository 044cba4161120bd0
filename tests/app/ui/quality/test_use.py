"""The Quality page's use of a desk."""

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
from tests.scripted_assistant import BAND, LIFE_EVENTS, SPOUSE, answered, refused


def test_questions_are_shown_by_how_they_ended(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    with closing(open_records(harness.settings.database, harness.settings.data_dir)) as records:
        thread = records.conversations.start("hr", "zacharias")
        for question, answer in ((BAND, refused(BAND)), (SPOUSE, answered(SPOUSE))):
            turn = records.conversations.ask(thread.id, question)
            records.conversations.finish(turn, answer)

    shown = said(opened(harness, "quality", words.USE))

    assert words.USE_BELOW.format(questions=words.questions(2), share="50%") in shown
    assert LIFE_EVENTS.title in shown
    assert "zacharias" not in shown


def test_before_the_first_question_it_says_so(harness: WorkerHarness) -> None:  # noqa: F811
    assert words.NO_USE in said(opened(harness, "quality", words.USE))
