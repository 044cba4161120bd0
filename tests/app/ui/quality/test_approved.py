"""The Quality page's approved answers."""

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
from tests.scripted_assistant import SPOUSE, answered


def test_a_good_answer_is_approved_told_when_its_sources_go_and_retired(
    harness: WorkerHarness,  # noqa: F811
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    with closing(open_records(harness.settings.database, harness.settings.data_dir)) as records:
        thread = records.conversations.start("hr")
        turn = records.conversations.ask(thread.id, SPOUSE)
        records.conversations.finish(turn, answered(SPOUSE))
        records.feedback.give(turn, "ann", Rating.UP)
    test = opened(harness, "quality", words.APPROVED)
    (label,) = test.selectbox(key="approve_which").options
    test.selectbox(key="approve_which").set_value(label).run()
    test.text_input(key="approve_owner").set_value("Ann Lee").run()
    test.button(key="approve").click().run()
    approved = said(test.run())
    test.button(key="edit_1").click().run()
    test.button(key="retire_approved").click().run()

    retired = said(test)

    assert not test.exception
    assert label.startswith(f"{words.LIKED_MARK}{SPOUSE}")
    assert "Ann Lee" in approved
    assert words.SOURCES_GONE in approved
    assert words.RETIRED_ANSWER in retired
