"""Every part of the Knowledge page is drawn."""

from __future__ import annotations

import pytest

from app.i18n import curator_texts as words
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)


@pytest.mark.parametrize("section", [words.DOCUMENTS, words.TRY])
def test_every_part_of_the_knowledge_page_is_drawn(harness: WorkerHarness, section: str) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])

    shown = said(opened(harness, section=section))

    assert "1 document · 2 passages · snapshot 1" in shown
