"""A passage corrected and hidden on the Knowledge page."""

from __future__ import annotations

from app.i18n import curator_texts as words
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)


def test_a_passage_is_corrected_and_another_hidden(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    first, second = harness.passages()
    test = opened(harness)
    test.session_state["documents_hr"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    test.run()
    test.text_area(key=f"correct_{first.id}").set_value("Annual leave is 30 days.").run()
    test.button(key=f"save_{first.id}").click().run()
    harness.work()
    test.run().button(key=f"hide_{second.id}").click().run()
    harness.work()

    shown = said(test.run())

    assert not test.exception
    assert "Annual leave is 30 days." in shown
    assert "the file says: Annual leave is 25 days a year." in shown
    assert words.HIDDEN in shown
    assert [passage.text for passage in harness.passages()] == ["Annual leave is 30 days."]
