"""A worker in a process of its own, to be killed; it embeds slowly, without a model."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from citewell.worker.job_runner import JobRunner
from citewell.worker.loop import Worker
from knowledge.domain.passages import FloatRows
from knowledge.jobs.table import open_jobs
from knowledge.settings.settings import Settings
from tests.fakes import HashingEmbedder
from tests.flat_settings import settings_with

STALE_SECONDS = 2.0


class SlowEmbedder(HashingEmbedder):
    """Takes its time for every batch, so that a kill meets it at work."""

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return unit rows, shape (texts, dimension)."""
        time.sleep(float(os.environ.get("SECONDS_A_BATCH", "0")))
        return super().embed_passages(texts)


class Runner(JobRunner):
    """Runs jobs with the slow embedder."""

    _embedder = SlowEmbedder()


def settings_of(data: Path) -> Settings:
    """Return the settings of a desk in a folder."""
    return settings_with(data_dir=data, worker_stale_seconds=STALE_SECONDS)


def main(data: Path) -> None:
    """Work until there is nothing left to do."""
    settings = settings_of(data)
    worker = Worker(open_jobs(settings), Runner(settings).run, beat_seconds=0.2)
    while worker.work_once():
        pass


if __name__ == "__main__":
    main(Path(sys.argv[1]))
