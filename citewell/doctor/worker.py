"""`citewell doctor`: is a worker there, and does work wait for one?"""

from __future__ import annotations

from contextlib import closing

from citewell.doctor.checks import Check, State
from knowledge.job import JobState
from knowledge.jobs import open_jobs
from knowledge.settings import Settings


def check_worker(settings: Settings) -> list[Check]:
    """Look for a worker's heartbeat and for jobs that wait."""
    with closing(open_jobs(settings)) as jobs:
        workers = jobs.workers()
        latest = jobs.latest(limit=200)
    waiting = sum(job.state is JobState.WAITING for job in latest)
    if workers:
        found = f"{len(workers)} alive ({'; '.join(workers)}), {waiting} jobs wait"
        return [Check("worker", State.OK, found)]
    if waiting:
        advice = "Start one: citewell worker. 'citewell chat' starts one beside itself."
        return [Check("worker", State.WARNING, f"none is alive, {waiting} jobs wait", advice)]
    return [Check("worker", State.OK, "none is alive, no job waits")]
