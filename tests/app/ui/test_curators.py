"""The curators' pages without a browser: what is asked for, and what the worker makes of it.

Here and not in tests/app, for page and worker meet only under the command.
"""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.testing.v1 import AppTest

from app.i18n import curator_texts as words
from knowledge.jobs.job import JobKind, JobState
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)


def page(data: str, role: str, shown: str, groups: list[str]) -> None:
    """Draw a curators' page over a data folder; runs as a script of its own."""

    from pathlib import Path  # noqa: PLC0415 - a script brings its own imports

    import streamlit as st  # noqa: PLC0415

    from app.auth.visitor import Visitor  # noqa: PLC0415
    from app.domain.person import Person  # noqa: PLC0415
    from app.service.knowledge_admin import KnowledgeAdmin  # noqa: PLC0415
    from app.service.opening import ServerResources  # noqa: PLC0415
    from app.ui import curators  # noqa: PLC0415
    from app.ui.knowledge import page as knowledge  # noqa: PLC0415
    from app.ui.quality import page as quality  # noqa: PLC0415
    from knowledge.domain.access import Role  # noqa: PLC0415
    from knowledge.jobs.table import JobTable, open_jobs  # noqa: PLC0415
    from tests.flat_settings import settings_with  # noqa: PLC0415

    @st.cache_resource
    def parts(folder: str) -> ServerResources:
        return ServerResources(settings_with(data_dir=Path(folder), default_kb="hr"))

    @st.cache_resource
    def jobs(folder: str) -> JobTable:
        return open_jobs(parts(folder).settings)

    visitor = Visitor.always(Person("carl", Role(role), tuple(groups)))
    shared = parts(data)
    admin = KnowledgeAdmin(shared.settings, shared.store, shared.database, jobs(data), visitor)
    pages = {"knowledge": knowledge.show, "quality": quality.show}
    pages[shown](curators.CuratorWorkspace(shared, admin, visitor))


def opened(
    harness: WorkerHarness,  # noqa: F811
    shown: str = "knowledge",
    section: str = "",
    groups: Sequence[str] = ("staff",),
) -> AppTest:
    """Return a page that was drawn once."""
    arguments = {
        "data": str(harness.data),
        "role": "curator",
        "shown": shown,
        "groups": list(groups),
    }
    test = AppTest.from_function(page, kwargs=arguments, default_timeout=30)
    if section:
        test.session_state[f"{shown}_section"] = section
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    """Return all HTML of the page."""
    return "\n".join(str(each.proto.body) for each in test.get("html"))


def uploaded(test: AppTest, files: Sequence[tuple[str, str]]) -> AppTest:
    """Choose files and have them checked."""
    chosen = [(name, text.encode(), "text/plain") for name, text in files]
    test.file_uploader[0].set_value(chosen).run()
    test.button(key="check_upload").click().run()
    assert not test.exception
    return test


def test_a_job_that_is_cancelled_changes_nothing(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("Leave.md", LEAVE)])

    test.button(key="cancel_job").click().run()

    assert harness.jobs.latest("hr")[0].state is JobState.CANCELLED
    assert words.CANCELLED in said(test.run())


def test_a_missing_worker_is_said(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    without = said(opened(harness))
    harness.jobs.tell_alive("one", "here, process 1")

    assert words.NO_WORKER in without
    assert words.NO_WORKER not in said(opened(harness))


def test_markup_in_names_and_reasons_is_shown_not_drawn(harness: WorkerHarness) -> None:  # noqa: F811
    name = "a&b'<img src=x>.md"
    harness.done(
        JobKind.INGEST, uploads=[harness.upload(name, "# <script>alert(1)</script>\n\nText.")]
    )

    shown = said(opened(harness, section=words.HISTORY))

    assert "<script>" not in shown
    assert "<img" not in shown
