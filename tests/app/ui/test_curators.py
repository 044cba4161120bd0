"""The curators' pages without a browser: what is asked for, and what the worker makes of it.

Here and not in tests/app, for page and worker meet only under the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest

from app.database.feedback import Rating
from app.i18n import curator_texts as words
from app.records.opening import open_records
from knowledge.jobs.job import JobKind, JobState
from tests.citewell.worker.test_loop import LEAVE, WorkerHarness, harness  # noqa: F401 - the fixture
from tests.scripted_assistant import BAND, SPOUSE, answered, refused


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


def test_the_first_upload_makes_the_knowledge_base(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("Leave.md", LEAVE)])
    harness.work()
    checked = said(test.run())
    test.button(key="add_them").click().run()
    harness.work()

    added = said(test.run())

    assert words.WOULD["added"] in checked
    assert "2 passages, 2 of them new to the model" in checked
    assert "1 added. Generation 1 is now live." in added
    assert [record.metadata.key for record in harness.records()] == ["Leave.md"]


def test_what_was_stated_goes_with_the_files(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = opened(harness, section=words.ADD, groups=("staff", "hr"))
    test.text_input(key="add_version").input("2027")
    test.text_input(key="add_groups").input("staff, hr")
    test.text_input(key="add_facets").input("plan=silver")
    uploaded(test, [("b.md", LEAVE)])
    harness.work()
    test.run().button(key="add_them").click().run()
    harness.work()

    metadata = next(r.metadata for r in harness.records() if r.metadata.key == "b.md")

    assert (metadata.version, metadata.groups, metadata.facets) == (
        "2027",
        ("staff", "hr"),
        {"plan": "silver"},
    )


def test_files_of_which_none_can_be_read_cannot_be_added(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("broken.pdf", "no PDF")])
    harness.work()
    test.run()

    keys = [button.key for button in test.button]

    assert words.NOTHING_TO_ADD in said(test)
    assert "add_them" not in keys
    assert "discard_upload" in keys


def test_what_is_discarded_leaves_no_file(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("Leave.md", LEAVE)])
    harness.work()

    test.run().button(key="discard_upload").click().run()

    assert list((harness.data / "uploads" / "hr").iterdir()) == []
    assert test.button(key="check_upload")


def test_a_job_that_is_cancelled_changes_nothing(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("Leave.md", LEAVE)])

    test.button(key="cancel_job").click().run()

    assert harness.jobs.latest("hr")[0].state is JobState.CANCELLED
    assert words.CANCELLED in said(test.run())


def test_one_key_for_two_files_is_refused(harness: WorkerHarness) -> None:  # noqa: F811
    test = opened(harness)
    test.text_input(key="add_key").input("leave")

    uploaded(test, [("a.md", LEAVE), ("b.md", LEAVE)])

    assert words.ONE_KEY in said(test)
    assert harness.jobs.latest("hr") == []


def test_a_missing_worker_is_said(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    without = said(opened(harness))
    harness.jobs.tell_alive("one", "here, process 1")

    assert "citewell worker" in without
    assert "citewell worker" not in said(opened(harness))


def test_markup_in_names_and_reasons_is_shown_not_drawn(harness: WorkerHarness) -> None:  # noqa: F811
    name = "a&b'<img src=x>.md"
    harness.done(
        JobKind.INGEST, uploads=[harness.upload(name, "# <script>alert(1)</script>\n\nText.")]
    )

    shown = said(opened(harness, section=words.HISTORY))

    assert "<script>" not in shown
    assert "<img" not in shown


def test_the_quality_page_is_calm_where_nothing_was_asked_yet(harness: WorkerHarness) -> None:  # noqa: F811
    sections = (words.GAPS, words.FEEDBACK, words.APPROVED, words.EVALUATIONS)

    shown = [said(opened(harness, "quality", section)) for section in sections]

    assert words.NO_GAPS in shown[0]
    assert words.NO_FEEDBACK in shown[1]
    assert words.NO_APPROVED in shown[2]
    assert words.NO_RUNS in shown[3]


@pytest.mark.parametrize("section", [words.DOCUMENTS, words.TRY])
def test_every_part_of_the_knowledge_page_is_drawn(harness: WorkerHarness, section: str) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])

    shown = said(opened(harness, section=section))

    assert "1 document · 2 passages · generation 1 · hashing" in shown


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
