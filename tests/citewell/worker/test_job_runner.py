"""What each kind of job does."""

from __future__ import annotations

from datetime import date

from knowledge.jobs.job import JobKind, JobState
from tests.citewell.schemas import faults
from tests.citewell.worker.conftest import LEAVE, WorkerHarness


def test_an_upload_is_ingested_with_what_was_stated_of_it(harness: WorkerHarness) -> None:
    upload = harness.upload(
        "Leave.md", LEAVE, version="2026", effective_from="2026-01-01", groups=["hr", "staff"]
    )

    job = harness.done(JobKind.INGEST, uploads=[upload])

    (record,) = harness.records()
    assert job.state is JobState.DONE
    assert (record.metadata.key, record.metadata.version) == ("Leave.md", "2026")
    assert record.metadata.effective_from == date(2026, 1, 1)
    assert record.metadata.groups == ("hr", "staff")
    assert faults(job.progress, "job-progress") == []
    assert [file["state"] for file in job.progress["files"]] == ["added"]  # type: ignore[attr-defined]


def test_a_dry_run_says_what_would_be_added_and_writes_nothing(harness: WorkerHarness) -> None:
    upload = harness.upload("leave.md", LEAVE)

    job = harness.done(JobKind.DRY_RUN, uploads=[upload])

    assert job.state is JobState.DONE
    assert faults({**job.result, "totals": job.result["totals"]}, "ingest-plan") == []
    assert (job.result["passages"], job.result["to_embed"]) == (2, 2)
    assert harness.store.names() == []


def test_the_same_file_again_takes_the_place_of_the_one_before(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    newer = harness.upload("leave.md", LEAVE.replace("25", "28"))
    planned = harness.done(JobKind.DRY_RUN, uploads=[newer])

    harness.done(JobKind.INGEST, uploads=[newer])

    assert planned.result["totals"]["changed"] == 1  # type: ignore[index]
    assert [record.root for record in harness.records()] == [str(harness.uploads.roots([newer])[0])]
    assert "28 days" in harness.passages()[0].text
    assert [each.name for each in (harness.data / "uploads" / "hr").iterdir()] == [newer]


def test_a_new_version_stands_beside_the_one_before(harness: WorkerHarness) -> None:
    old = harness.upload("leave.md", LEAVE, version="2026", effective_from="2026-01-01")
    new = harness.upload("leave.md", LEAVE, version="2027", effective_from="2027-01-01")

    harness.done(JobKind.INGEST, uploads=[old])
    harness.done(JobKind.INGEST, uploads=[new])

    assert [record.metadata.version for record in harness.records()] == ["2026", "2027"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_taken(
    harness: WorkerHarness,
) -> None:
    good, bad = harness.upload("leave.md", LEAVE), harness.upload("broken.pdf", "no pdf at all")

    job = harness.done(JobKind.INGEST, uploads=[good, bad])

    states = {each["path"]: each["state"] for each in job.result["files"]}  # type: ignore[attr-defined]
    assert job.state is JobState.DONE
    assert states == {"leave.md": "added", "broken.pdf": "failed"}


def test_a_job_of_which_no_file_can_be_read_has_failed_with_the_reasons(
    harness: WorkerHarness,
) -> None:
    job = harness.done(JobKind.INGEST, uploads=[harness.upload("broken.pdf", "no pdf at all")])

    assert job.state is JobState.FAILED
    assert "could be read" in job.error
    assert job.result["files"][0]["reason"]  # type: ignore[index]


def test_a_deleted_document_is_searched_in_vain_and_its_upload_is_gone(
    harness: WorkerHarness,
) -> None:
    harness.done(
        JobKind.INGEST,
        uploads=[harness.upload("leave.md", LEAVE), harness.upload("b.md", "# B\n\nB.")],
    )

    job = harness.done(JobKind.DELETE, document_key="leave.md")

    assert job.state is JobState.DONE
    assert job.result["searches"] == 2
    assert [record.metadata.key for record in harness.records()] == ["b.md"]
    assert not list((harness.data / "uploads").glob("*/*/leave.md"))


def test_a_purged_document_leaves_no_bytes_not_even_in_the_jobs(harness: WorkerHarness) -> None:
    harness.done(
        JobKind.INGEST,
        uploads=[harness.upload("leave.md", LEAVE), harness.upload("b.md", "# B\n\nB.")],
    )
    passage = harness.passages()[1]
    harness.done(
        JobKind.CURATE, passage_id=passage.id, text="Annual leave is thirty days for all of us."
    )

    job = harness.done(JobKind.DELETE, document_key="leave.md", purge=True)

    assert (job.error, job.result["still_found"]) == ("", [])
    assert job.result["purged"] is True


def test_a_retired_document_ends_on_its_day_also_after_its_file_changed(
    harness: WorkerHarness,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    ids = [passage.id for passage in harness.passages()]

    job = harness.done(JobKind.RETIRE, document_key="leave.md", version="", last_day="2026-12-31")
    retired = harness.passages()
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE.replace("25", "28"))])

    assert job.state is JobState.DONE
    assert [passage.id for passage in retired] == ids
    assert {passage.effective_to for passage in retired} == {date(2026, 12, 31)}
    assert {passage.effective_to for passage in harness.passages()} == {date(2026, 12, 31)}


def test_a_last_day_before_the_first_one_is_refused(harness: WorkerHarness) -> None:
    harness.done(
        JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE, effective_from="2026-05-01")]
    )

    job = harness.done(JobKind.RETIRE, document_key="a.md", version="", last_day="2026-04-30")

    assert job.state is JobState.FAILED
    assert "in force from 2026-05-01" in job.error


def test_a_rollback_answers_from_the_generation_before(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    harness.done(JobKind.INGEST, uploads=[harness.upload("b.md", "# B\n\nB.")])

    job = harness.done(JobKind.ROLLBACK, generation=1)

    assert job.result["generation"] == 1
    assert [record.metadata.key for record in harness.records()] == ["leave.md"]


def test_a_verification_finds_everything_in_place(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])

    job = harness.done(JobKind.VERIFY)

    assert (job.result["passages"], job.result["faults"]) == (2, [])


def test_a_folder_that_no_document_came_from_is_not_read(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])

    job = harness.done(JobKind.INGEST, roots=["/etc"])

    assert job.state is JobState.FAILED
    assert "citewell ingest FOLDER" in job.error
