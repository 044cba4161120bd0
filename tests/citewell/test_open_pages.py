"""A curator's page that stays open while the account behind it is changed: its buttons do nothing.

Streamlit runs what a button does before the page's own script, which would ask who is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from streamlit.testing.v1 import AppTest

from app.auth.accounts import AccountSignIn
from app.database.audit import Action
from app.domain.person import Person
from app.i18n import curator_texts as words
from app.i18n import texts
from app.records.opening import Records, open_records
from knowledge.domain.access import Access, Role
from knowledge.jobs.job import JobKind, JobState
from tests.app.ui.test_curators import said, uploaded
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)
from tests.scripted_assistant import SPOUSE, answered

PASSWORD = "correct horse battery"
Change = Callable[[Records], None]


def page(data: str, token: str, shown: str) -> None:
    """Draw a curators' page for whoever the token says; runs as a script of its own."""

    from pathlib import Path  # noqa: PLC0415 - a script brings its own imports

    import streamlit as st  # noqa: PLC0415

    from app.auth.accounts import AccountSignIn  # noqa: PLC0415
    from app.auth.visitor import Visitor  # noqa: PLC0415
    from app.records.opening import records_in  # noqa: PLC0415
    from app.service.knowledge_admin import KnowledgeAdmin  # noqa: PLC0415
    from app.service.opening import ServerResources  # noqa: PLC0415
    from app.ui import curators, widgets  # noqa: PLC0415
    from app.ui.knowledge import page as knowledge  # noqa: PLC0415
    from app.ui.quality import page as quality  # noqa: PLC0415
    from knowledge.domain.errors import AssistantError  # noqa: PLC0415
    from knowledge.jobs.table import JobTable, open_jobs  # noqa: PLC0415
    from tests.flat_settings import settings_with  # noqa: PLC0415

    @st.cache_resource
    def parts(folder: str) -> ServerResources:
        return ServerResources(settings_with(data_dir=Path(folder), default_kb="hr"))

    @st.cache_resource
    def jobs(folder: str) -> JobTable:
        return open_jobs(parts(folder).settings)

    shared = parts(data)
    records = records_in(shared.database)
    sign_in = AccountSignIn(records.accounts, records.audit, session_hours=1)
    visitor = Visitor("carl", lambda: sign_in.person(token))
    admin = KnowledgeAdmin(shared.settings, shared.store, shared.database, jobs(data), visitor)
    pages = {"knowledge": knowledge.show, "quality": quality.show}
    try:
        pages[shown](curators.CuratorWorkspace(shared, admin, visitor))
    except AssistantError as error:
        widgets.trouble(str(error))


@pytest.fixture
def records(harness: WorkerHarness) -> Iterator[Records]:  # noqa: F811
    with closing(open_records(harness.settings.database, harness.settings.data_dir)) as opened:
        hashed = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)
        opened.accounts.add(Person("carl", Role.CURATOR, ("staff",)), hashed)
        yield opened


def opened(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
    section: str,
    shown: str = "knowledge",
) -> AppTest:
    """Sign the curator in and return a page that was drawn once."""
    sign_in = AccountSignIn(records.accounts, records.audit, session_hours=1)
    token = sign_in.sign_in("carl", PASSWORD)
    arguments = {"data": str(harness.data), "token": token, "shown": shown}
    test = AppTest.from_function(page, kwargs=arguments, default_timeout=30)
    test.session_state[f"{shown}_section"] = section
    return test.run()


def lowered(records: Records) -> None:
    records.accounts.set_role("carl", Role.READER)


def signed_out(records: Records) -> None:
    records.accounts.set_password("carl", "no password fits this")


def removed(records: Records) -> None:
    records.accounts.remove("carl")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lowered, texts.CURATORS_ONLY),
        (signed_out, texts.SESSION_ENDED),
        (removed, texts.SESSION_ENDED),
    ],
)
def test_a_revoked_curators_open_page_files_no_job(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
    change: Change,
    told: str,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = opened(harness, records, words.HISTORY)
    change(records)

    test.button(key="verify").click().run()

    assert [job.request.kind for job in harness.jobs.latest("hr")] == [JobKind.INGEST]
    assert told in said(test)
    assert words.GENERATIONS not in said(test)
    assert not test.exception


def test_an_open_page_takes_no_file_from_a_revoked_curator(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = opened(harness, records, words.ADD)
    test.file_uploader[0].set_value([("b.md", b"# B", "text/plain")]).run()
    lowered(records)
    before = sorted((harness.data / "uploads" / "hr").iterdir())

    test.button(key="check_upload").click().run()

    assert sorted((harness.data / "uploads" / "hr").iterdir()) == before
    assert len(harness.jobs.latest("hr")) == 1


@pytest.mark.parametrize("button", ["add_them", "discard_upload"])
def test_what_was_checked_is_neither_added_nor_discarded_by_a_revoked_curator(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
    button: str,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = uploaded(opened(harness, records, words.ADD), [("b.md", LEAVE)])
    harness.work()
    test.run()
    lowered(records)

    test.button(key=button).click().run()

    assert len(harness.jobs.latest("hr")) == 2
    assert len(list((harness.data / "uploads" / "hr").iterdir())) == 2


def test_a_revoked_curator_stops_no_job(harness: WorkerHarness, records: Records) -> None:  # noqa: F811
    test = uploaded(opened(harness, records, words.ADD), [("b.md", LEAVE)])
    lowered(records)

    test.button(key="cancel_job").click().run()

    assert harness.jobs.latest("hr")[0].state is JobState.WAITING


def test_a_job_has_the_groups_of_the_moment_when_it_is_asked_for(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
) -> None:
    test = opened(harness, records, words.ADD)
    test.file_uploader[0].set_value([("b.md", b"# B", "text/plain")]).run()
    records.accounts.set_groups("carl", ["claims"])

    test.button(key="check_upload").click().run()

    assert harness.jobs.latest("hr")[0].request.access == Access(Role.CURATOR, ("claims",))


def test_a_group_that_was_taken_takes_its_documents_off_the_open_page(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = opened(harness, records, words.DOCUMENTS)
    before = said(test)
    records.accounts.set_groups("carl", ["claims"])

    after = said(test.run())

    assert "1 document" in before
    assert "0 documents" in after
    assert words.EMPTY in after


@pytest.mark.parametrize("button", ["save_approved", "retire_approved"])
def test_a_revoked_curator_changes_no_approved_answer(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
    button: str,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    records.approved.approve("hr", answered(SPOUSE), owner="Ann", created_by="carl")
    test = opened(harness, records, words.APPROVED, "quality")
    test.button(key="edit_1").click().run()
    test.text_input(key="owner_1").set_value("Somebody else").run()
    lowered(records)

    test.button(key=button).click().run()

    (answer,) = records.approved.answers("hr")
    assert (answer.owner, answer.retired_at) == ("Ann", None)
    assert texts.CURATORS_ONLY in said(test)


def test_another_last_day_of_an_approved_answer_is_in_the_audit_log(
    harness: WorkerHarness,  # noqa: F811
    records: Records,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    records.approved.approve("hr", answered(SPOUSE), owner="Ann", created_by="carl")
    test = opened(harness, records, words.APPROVED, "quality")
    test.button(key="edit_1").click().run()
    test.date_input(key="until_1").set_value(date(2027, 12, 31)).run()

    test.button(key="save_approved").click().run()

    noted = records.audit.events(action=Action.APPROVED)
    assert [event.what for event in noted] == [f"until 2027-12-31: {SPOUSE}"]
