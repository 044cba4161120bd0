"""The Quality page where nothing was asked."""

from __future__ import annotations

from app.i18n import curator_texts as words
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)


def test_the_quality_page_is_calm_where_nothing_was_asked_yet(harness: WorkerHarness) -> None:  # noqa: F811
    sections = (words.GAPS, words.FEEDBACK, words.APPROVED, words.EVALUATIONS)

    shown = [said(opened(harness, "quality", section)) for section in sections]

    assert words.NO_GAPS in shown[0]
    assert words.NO_FEEDBACK in shown[1]
    assert words.NO_APPROVED in shown[2]
    assert words.NO_RUNS in shown[3]
