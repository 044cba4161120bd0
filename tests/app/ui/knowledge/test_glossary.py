"""The Knowledge page's glossary: terms are shown, added, struck and used again."""

from __future__ import annotations

from html import escape

from app.i18n import curator_texts as words
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    WorkerHarness,
    harness,
)

LEAVE = "# Leave\n\nPaid time off (PTO) is earned every month.\n"


def test_a_curator_strikes_a_term_and_adds_another(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    page = opened(harness, section=words.GLOSSARY)
    assert "PTO = Paid time off" in said(page)

    page.button(key="term_strike_0").click().run()
    assert words.TERM_STATES["struck"] in said(page)

    page.text_input(key="term_new").input("money back => refund")
    page.button(key="term_add").click().run()
    assert "money back =&gt; refund" in said(page)


def test_what_is_no_term_is_told(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    page = opened(harness, section=words.GLOSSARY)

    page.text_input(key="term_new").input("PTO")
    page.button(key="term_add").click().run()

    assert escape(words.TERM_UNREADABLE.format(line="PTO")) in said(page)
