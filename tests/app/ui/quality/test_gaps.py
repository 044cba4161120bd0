"""The Quality page's gaps and feedback."""

from __future__ import annotations

from contextlib import closing

from app.database.feedback import Rating
from app.i18n import curator_texts as words
from app.records.opening import open_records
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)
from tests.scripted_assistant import BAND, refused


def test_gaps_and_feedback_are_drawn(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    with closing(open_records(harness.settings.database, harness.settings.data_dir)) as records:
        thread = records.conversations.start("hr")
        turn = records.conversations.ask(thread.id, BAND)
        records.conversations.finish(turn, refused(BAND))
        records.feedback.give(turn, "ann", Rating.DOWN, reasons=["missing"], comment="Nothing!")

    feedback = said(opened(harness, "quality", words.FEEDBACK))

    assert "missing" in feedback
    assert "Nothing!" in feedback
