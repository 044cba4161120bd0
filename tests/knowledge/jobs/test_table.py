"""The jobs table, on SQLite and on a real PostgreSQL: taken once, taken up again, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.care.traces import OwnWords, Traces
from knowledge.domain.errors import ConfigurationError
from knowledge.jobs.job import Job, JobKind, JobRequest, JobState
from knowledge.jobs.table import JobTable
from tests.postgres_server import PostgresServer

PASSAGE_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
VERIFY = JobRequest(JobKind.VERIFY, "plans", "ann")
START = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Jobs(JobTable):
    """A jobs table with its clock and its address at hand."""

    def __init__(self, url: str) -> None:
        self.clock, self.url = Clock(), url
        super().__init__(url, stale_seconds=60, now=self.clock)

    def taken(self, worker: str = "one") -> Job:
        """Claim a job that is known to be there."""
        job = self.claim(worker)
        assert job is not None
        return job

    def seen(self, identifier: str) -> Job:
        """Return a job that is known to be there."""
        job = self.get(identifier)
        assert job is not None
        return job


@pytest.fixture(params=["sqlite", "postgres"])
def jobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Jobs]:
    url = f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url()
    table = Jobs(url)
    yield table
    table.close()


def test_a_job_is_kept_as_it_was_asked_for(jobs: Jobs) -> None:
    wanted = {"document_key": "Überstunden \u0000 🙂", "last_day": "2026-12-31"}

    identifier = jobs.add(JobRequest(JobKind.RETIRE, "plans", "ann", wanted))

    job = jobs.seen(identifier)
    assert job.request == JobRequest(JobKind.RETIRE, "plans", "ann", wanted)
    assert (job.state, job.attempts, job.asked_at) == (JobState.WAITING, 0, START)


def test_the_oldest_job_is_taken_first(jobs: Jobs) -> None:
    first = jobs.add(JobRequest(JobKind.VERIFY, "a"))
    jobs.add(JobRequest(JobKind.VERIFY, "b"))

    taken = jobs.taken("one")

    assert (taken.id, taken.state, taken.worker) == (first, JobState.RUNNING, "one")


def test_no_job_is_taken_twice_by_workers_that_ask_at_once(jobs: Jobs) -> None:
    asked = {jobs.add(JobRequest(JobKind.VERIFY, f"base-{n}")) for n in range(20)}

    with ThreadPoolExecutor(8) as pool:
        taken = [job.id for job in pool.map(jobs.claim, map(str, range(28))) if job]

    assert len(taken) == len(asked)
    assert set(taken) == asked


def test_one_knowledge_base_has_one_job_at_a_time(jobs: Jobs) -> None:
    jobs.add(VERIFY)
    jobs.add(VERIFY)
    other = jobs.add(JobRequest(JobKind.VERIFY, "other"))

    taken = [jobs.claim("one"), jobs.claim("two"), jobs.claim("three")]

    assert taken[1] is not None
    assert taken[1].id == other
    assert taken[2] is None


def test_a_dead_workers_job_is_taken_up_again_and_a_living_ones_is_not(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    first = jobs.taken("one")
    jobs.clock.move(59)
    too_early = jobs.claim("two")
    jobs.beat(first, {"files_read": 1})
    jobs.clock.move(59)
    still_alive = jobs.claim("two")
    jobs.clock.move(2)

    second = jobs.taken("two")

    assert (too_early, still_alive) == (None, None)
    assert (second.id, second.attempts, second.worker) == (identifier, 2, "two")


def test_a_worker_that_was_taken_for_dead_can_no_longer_write(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    first = jobs.taken("one")
    jobs.clock.move(61)
    second = jobs.taken("two")

    answers = [jobs.beat(first), jobs.finish(first, {"by": "one"}), jobs.give_back(first)]
    jobs.finish(second, {"by": "two"})

    assert answers == [False, False, False]
    assert jobs.seen(identifier).result == {"by": "two"}


def test_a_job_during_which_three_workers_died_is_given_up(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    jobs.taken("one")
    jobs.clock.move(61)
    jobs.taken("two")
    jobs.clock.move(61)
    jobs.taken("three")
    jobs.clock.move(61)

    taken = jobs.claim("four")

    assert taken is None
    assert jobs.seen(identifier).state is JobState.FAILED
    assert "3 workers ended" in jobs.seen(identifier).error


def test_a_job_that_waits_is_cancelled_at_once(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)

    jobs.cancel(identifier)

    assert jobs.seen(identifier).state is JobState.CANCELLED
    assert jobs.claim("one") is None


def test_a_job_that_runs_is_told_to_stop_by_its_next_heartbeat(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    job = jobs.taken()
    before = jobs.beat(job)

    jobs.cancel(identifier)

    assert (before, jobs.beat(job)) == (True, False)
    assert jobs.cancelled(job)
    assert jobs.seen(identifier).state is JobState.CANCELLED


def test_a_cancelled_job_of_a_dead_worker_is_not_begun_again(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    jobs.taken()
    jobs.cancel(identifier)
    jobs.clock.move(61)

    taken = jobs.claim("two")

    assert taken is None
    assert jobs.seen(identifier).state is JobState.CANCELLED


def test_a_job_given_back_counts_as_not_tried_and_waits_its_time(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    jobs.give_back(jobs.taken(), wait_seconds=5)
    too_early = jobs.claim("two")
    jobs.clock.move(6)

    again = jobs.taken("two")

    assert too_early is None
    assert (again.id, again.attempts) == (identifier, 1)


def test_a_worker_of_another_embedding_model_leaves_a_job_alone(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    other = JobTable(jobs.url, model="zembed-1", now=jobs.clock)
    other.tell_alive("two", "host, process 2")

    taken = other.claim("two")

    assert (taken, other.latest(), jobs.workers()) == (None, [], [])
    assert jobs.taken().id == identifier
    other.close()


def test_jobs_survive_a_restart(jobs: Jobs) -> None:
    identifier = jobs.add(VERIFY)
    jobs.close()

    again = Jobs(jobs.url)

    assert again.seen(identifier).request == VERIFY
    again.close()


def test_only_workers_that_gave_a_sign_of_life_are_listed(jobs: Jobs) -> None:
    jobs.tell_alive("one", "host, process 1")
    jobs.clock.move(50)
    jobs.tell_alive("two", "host, process 2")
    both = jobs.workers()
    jobs.clock.move(20)
    one_left = jobs.workers()
    jobs.leave("two")

    assert both == ["host, process 1", "host, process 2"]
    assert one_left == ["host, process 2"]
    assert jobs.workers() == []


def test_a_purge_takes_out_jobs_that_quote_the_document(jobs: Jobs) -> None:
    words = 'The zorbing "fee" is 5 € für Mitglieder.'
    over = jobs.add(JobRequest(JobKind.CURATE, "plans", "ann", {"text": f"New: {words.upper()}"}))
    jobs.finish(jobs.taken(), {})
    naming = jobs.add(JobRequest(JobKind.CURATE, "plans", "ann", {"passage_id": PASSAGE_ID}))
    other = jobs.add(VERIFY)

    forgotten = jobs.forget(Traces([PASSAGE_ID], OwnWords([words])))

    assert forgotten == 2
    assert (jobs.get(over), jobs.get(naming)) == (None, None)
    assert jobs.get(other) is not None


def test_a_purge_leaves_the_job_that_runs_and_a_proof_sees_it(jobs: Jobs) -> None:
    words = "The zorbing fee is five euros."
    running = jobs.add(JobRequest(JobKind.CURATE, "plans", "ann", {"text": words}))
    jobs.taken()

    forgotten = jobs.forget(Traces([], OwnWords([words])))

    assert forgotten == 0
    assert jobs.get(running) is not None
    assert any(table == "jobs" and words in text for table, text in jobs.every_row())


def test_an_address_that_is_none_is_refused_with_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_DATABASE_URL"):
        JobTable("not an address")
