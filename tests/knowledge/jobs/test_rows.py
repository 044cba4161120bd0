"""A job as one row of the jobs table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import create_engine, insert, inspect, select, text, update

from knowledge.domain.access import Access, Role
from knowledge.jobs.job import Job, JobKind, JobRequest, JobState
from knowledge.jobs.rows import JOBS, ending, job_of, make_tables, new_row, row_texts, written

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
REQUEST = JobRequest(
    JobKind.DELETE, "hr", "ann", {"document_key": "leave"}, Access(Role.CURATOR, ("staff",))
)


def test_a_row_is_read_back_as_it_was_asked_for_and_as_it_ended() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        make_tables(connection)
        connection.execute(insert(JOBS).values(new_row("a", 7, REQUEST, "minilm", NOW)))
        done = ending(JobState.FAILED, NOW, error="No\0 space", result={"documents": 0})
        connection.execute(update(JOBS).values(done))
        job: Job = job_of(connection.execute(select(JOBS)).mappings().one())
        texts = list(row_texts(connection))
    engine.dispose()

    assert (job.number, job.request) == (7, REQUEST)
    assert (job.state, job.error, job.result) == (JobState.FAILED, "No space", {"documents": 0})
    assert (job.asked_at, job.started_at, job.finished_at) == (NOW, None, NOW)
    assert [table for table, _ in texts] == ["jobs"]
    assert '"document_key": "leave"' in texts[0][1]


def test_moments_sort_as_text_whatever_zone_they_were_told_in() -> None:
    later = (NOW + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=-9)))

    assert written(NOW) < written(later)


def test_a_table_of_an_earlier_release_gets_the_columns_that_it_lacks() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        make_tables(connection)
        connection.execute(text("ALTER TABLE jobs DROP COLUMN access"))

        make_tables(connection)

        columns = {column["name"] for column in inspect(connection).get_columns("jobs")}
    engine.dispose()
    assert columns == {column.name for column in JOBS.columns}
