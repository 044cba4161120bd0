"""What a curator may not do to documents of another group, by the page or by the worker.

`hr` is another group's name; the documents of the fixture are for `hr` and for `staff`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.database.audit import Action
from app.i18n import curator_texts as words
from app.i18n import texts
from app.records.opening import open_records
from knowledge.domain.access import EVERYTHING, NOBODY, Access, Role
from knowledge.jobs.job import Job, JobKind, JobState
from tests.app.ui.test_curators import opened, said, uploaded
from tests.citewell.worker.conftest import (
    LEAVE,
    WorkerHarness,
)

STAFF = Access(Role.CURATOR, ("staff",))
SECRET = "# Pay\n\nThe board is paid in gold.\n\n# Bonus\n\nTwice a year."
HIDDEN = "pay-secret.md"


@pytest.fixture
def shared(harness: WorkerHarness) -> WorkerHarness:
    """Return a desk with a document for staff and one for hr; jobs are a staff curator's then."""
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    harness.done(JobKind.INGEST, uploads=[harness.upload(HIDDEN, SECRET, groups=["hr"])])
    harness.access = STAFF
    return harness


def held(harness: WorkerHarness) -> dict[str, tuple[str, object]]:
    """Return what a document is known by and ends with, by its key."""
    return {r.metadata.key: (r.content_hash, r.metadata.effective_to) for r in harness.records()}


def told(job: Job) -> str:
    """Return all that a job's row tells whoever may read it."""
    return f"{job.error} {job.result} {job.progress}"


# Through the page


def test_the_page_names_and_counts_nothing_of_another_group(shared: WorkerHarness) -> None:
    sections = (words.DOCUMENTS, words.HISTORY, words.ADD)

    pages = [opened(shared, section=section) for section in sections]

    shown = " ".join(map(said, pages))
    assert "1 document · 2 passages · snapshot 2" in shown
    assert "pay" not in shown.casefold()
    assert texts.NOT_ALL_YOURS in said(pages[1])
    assert not {"roll_back", "verify"} & {button.key for button in pages[1].button}


def test_history_tells_each_curator_of_the_jobs_of_their_like(shared: WorkerHarness) -> None:
    shared.done(JobKind.DRY_RUN, uploads=[shared.upload("more.md", LEAVE)])

    mine = opened(shared, section=words.HISTORY)
    another = opened(shared, section=words.HISTORY, groups=("claims",))

    assert "more.md" in said(mine)
    assert HIDDEN not in said(mine)
    assert words.NO_JOBS in said(another)


@pytest.mark.parametrize(
    ("field", "stated"),
    [("add_key", HIDDEN), ("add_groups", "hr"), ("add_groups", "staff, hr")],
)
def test_the_page_neither_overwrites_nor_plants(
    shared: WorkerHarness, field: str, stated: str
) -> None:
    before = held(shared)
    test = opened(shared, section=words.ADD)
    test.text_input(key=field).input(stated)

    uploaded(test, [("mine.md", "# Mine\n\nAll pay is public.")])
    shared.work()
    shown = said(test.run())

    assert words.NOTHING_TO_ADD in shown
    assert "add_them" not in [button.key for button in test.button]
    assert held(shared) == before


def test_a_file_of_the_same_name_does_not_take_the_place_of_anothers(shared: WorkerHarness) -> None:
    before = held(shared)
    test = uploaded(opened(shared, section=words.ADD), [(HIDDEN, "# Pay\n\nNothing at all.")])
    shared.work()

    shown = said(test.run())

    assert "not yours to change" in shown
    assert held(shared) == before


def test_a_new_version_does_not_end_anothers_document(shared: WorkerHarness) -> None:
    test = opened(shared, section=words.ADD)
    test.text_input(key="add_key").input(HIDDEN)
    test.text_input(key="add_version").input("2099")
    uploaded(test, [("mine.md", "# Mine\n\nAll pay is public.")])
    shared.work()

    shown = said(test.run())

    assert "not yours to change" in shown
    assert "gold" not in shown
    assert len(shared.records()) == 2


def test_the_groups_in_a_files_own_head_count_as_well(shared: WorkerHarness) -> None:
    test = uploaded(
        opened(shared, section=words.ADD), [("head.md", f"---\ngroups: [hr]\n---\n{LEAVE}")]
    )
    shared.work()

    shown = said(test.run())

    assert "It would be read by hr" in shown
    assert len(shared.records()) == 2


def test_a_job_of_who_sees_more_is_neither_shown_nor_stopped(shared: WorkerHarness) -> None:
    shared.access = EVERYTHING
    identifier = shared.ask(JobKind.DRY_RUN, uploads=[shared.upload(HIDDEN, SECRET)])
    test = opened(shared, section=words.HISTORY)
    test.session_state["history_job"] = identifier

    test.run()

    assert "cancel_job" not in [button.key for button in test.button]
    assert not test.exception


# By the worker, whatever a page has filed


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (JobKind.DELETE, {"document_key": HIDDEN}),
        (JobKind.DELETE, {"document_key": HIDDEN, "version": ""}),
        (JobKind.DELETE, {"document_key": HIDDEN, "purge": True}),
        (JobKind.RETIRE, {"document_key": HIDDEN, "last_day": "2026-01-01"}),
        (JobKind.ROLLBACK, {"generation": 1}),
        (JobKind.VERIFY, {}),
    ],
)
def test_the_worker_leaves_alone_what_its_asker_may_not_change(
    shared: WorkerHarness, kind: JobKind, wanted: Mapping[str, object]
) -> None:
    before = held(shared)

    job = shared.done(kind, **wanted)

    assert job.state is JobState.FAILED
    assert "gold" not in told(job)
    assert "hr." not in told(job)
    assert held(shared) == before


@pytest.mark.parametrize("words_instead", [None, "The board is paid in salt."])
def test_a_passage_of_another_group_is_neither_hidden_nor_corrected(
    shared: WorkerHarness, words_instead: str | None
) -> None:
    passage = next(p for p in shared.passages() if p.document_key == HIDDEN)

    job = shared.done(JobKind.CURATE, passage_id=passage.id, text=words_instead)

    assert job.state is JobState.FAILED
    assert passage in shared.passages()


def test_of_another_groups_document_is_said_what_is_said_where_there_is_none(
    shared: WorkerHarness,
) -> None:
    hidden = shared.done(JobKind.DELETE, document_key=HIDDEN)
    absent = shared.done(JobKind.DELETE, document_key="absent")

    assert hidden.error.replace(HIDDEN, "absent") == absent.error


def test_a_document_of_which_one_version_is_anothers_is_not_deleted_whole(
    shared: WorkerHarness,
) -> None:
    shared.access = EVERYTHING
    shared.done(
        JobKind.INGEST,
        uploads=[
            shared.upload("b.md", SECRET, document_key="leave.md", version="2", groups=["hr"])
        ],
    )
    shared.access = STAFF

    job = shared.done(JobKind.DELETE, document_key="leave.md")

    assert "an admin can do it" in job.error
    assert len(shared.records()) == 3


def test_rights_count_as_they_are_when_the_worker_runs(shared: WorkerHarness) -> None:
    identifier = shared.ask(JobKind.DELETE, document_key="leave.md")
    shared.access = EVERYTHING
    moved = shared.ask(JobKind.INGEST, uploads=[shared.upload("leave.md", LEAVE, groups=["hr"])])
    later = shared.jobs.claim("one")
    assert later is not None
    shared.jobs.give_back(later, wait_seconds=3600)
    shared.work()

    assert shared.job(moved).state is JobState.DONE
    with closing(create_engine(f"sqlite:///{shared.data / 'jobs.sqlite3'}").connect()) as table:
        table.execute(text("UPDATE jobs SET not_before = asked_at"))
        table.commit()
    shared.work()
    assert shared.job(identifier).state is JobState.FAILED
    assert "leave.md" in held(shared)


def test_a_job_that_names_nobodys_rights_does_nothing(shared: WorkerHarness) -> None:
    shared.access = NOBODY

    job = shared.done(JobKind.DELETE, document_key="leave.md")

    assert "is a curator" in job.error
    assert "leave.md" in held(shared)


def test_jobs_of_an_earlier_release_have_no_rights(shared: WorkerHarness) -> None:
    identifier = shared.ask(JobKind.DELETE, document_key="leave.md")
    shared.jobs.close()
    with closing(create_engine(f"sqlite:///{shared.data / 'jobs.sqlite3'}").connect()) as table:
        table.execute(text("ALTER TABLE jobs DROP COLUMN access"))
        table.commit()
    shared.__post_init__()

    shared.work()

    assert shared.job(identifier).request.access == NOBODY
    assert shared.job(identifier).state is JobState.FAILED
    assert "leave.md" in held(shared)


@pytest.fixture
def folder(shared: WorkerHarness, tmp_path: Path) -> Path:
    """Return a folder that is ingested, with a file for staff and one for hr in it."""
    root = tmp_path / "policies"
    root.mkdir()
    (root / "open.md").write_text(LEAVE)
    (root / "closed-plans.md").write_text(f"---\ngroups: [hr]\n---\n{SECRET}")
    shared.from_folder(root)
    return root


@pytest.mark.parametrize("kind", [JobKind.INGEST, JobKind.DRY_RUN])
def test_a_folder_that_holds_anothers_documents_is_not_read_anew(
    shared: WorkerHarness, folder: Path, kind: JobKind
) -> None:
    (folder / "closed-plans.md").unlink()
    before = held(shared)

    job = shared.done(kind, roots=[str(folder)])

    assert job.state is JobState.FAILED
    assert "closed-plans" not in told(job)
    assert held(shared) == before


@pytest.mark.parametrize("kind", [JobKind.INGEST, JobKind.DRY_RUN])
def test_a_new_file_of_another_group_in_ones_own_folder_is_neither_taken_nor_told(
    shared: WorkerHarness, tmp_path: Path, kind: JobKind
) -> None:
    root = tmp_path / "ours"
    root.mkdir()
    (root / "open.md").write_text(LEAVE)
    shared.from_folder(root)
    (root / "closed-plans.md").write_text(f"---\ngroups: [hr]\n---\n{SECRET}")
    (root / "closed-broken.pdf").write_text("no PDF")
    (root / "open.md").write_text(LEAVE.replace("25", "28"))
    before = len(shared.records())

    job = shared.done(kind, roots=[str(root)])

    assert job.state is JobState.DONE
    assert "open.md" in told(job)
    assert "closed" not in told(job)
    assert len(shared.records()) == before


# What the audit log says of it


def test_what_curators_do_is_in_the_audit_log(shared: WorkerHarness) -> None:
    test = opened(shared, section=words.ADD)
    uploaded(test, [("mine.md", LEAVE)])
    test.button(key="cancel_job").click().run()
    whole = opened(shared, section=words.HISTORY, groups=("staff", "hr"))
    whole.button(key="verify").click().run()

    with closing(open_records(shared.settings.database, shared.settings.data_dir)) as records:
        noted = [(event.person, event.action, event.what) for event in records.audit.events()]

    assert ("carl", Action.CANCELLED_JOB, "dry-run, asked for by carl") in noted
    assert ("carl", Action.VERIFIED, "verify") in noted
