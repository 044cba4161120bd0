"""The Quality page where nothing was asked."""

from __future__ import annotations

from app.i18n import curator_texts as words
from evals.runs.saved_runs import SavedQuestion, run_content, save_run
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


def test_a_run_is_shown_by_measure_and_by_label(harness: WorkerHarness) -> None:  # noqa: F811
    asked = [
        SavedQuestion(
            id=f"q{n}",
            question="?",
            labels={"kind": "answerable"},
            tags=("two-part",),
            values={"usable": n % 2, "words": 60},
        )
        for n in range(6)
    ]
    run = run_content({"benchmark": "desk callers"}, asked)
    save_run(harness.settings.data_dir / "runs", run, title="callers")

    shown = said(opened(harness, "quality", words.EVALUATIONS))

    assert words.ONE_RUN in shown
    assert "two-part" in shown
    assert "60.0" in shown
