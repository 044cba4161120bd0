"""How far a worker is with a job: heard from the ingest, told to the jobs table."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from ingest.report.report import FileOutcome, FileState

SCHEMA_VERSION = 1
_MOST_FILES = 500


class Stopped(Exception):
    """The job shall end: it was cancelled, or another worker has taken it over."""


class JobProgress:
    """Keeps docs/schemas/job-progress.schema.json; safe for the threads of an ingest."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._files = (0, 0, "")
        self._passages = (0, 0)
        self._taken: list[FileOutcome] = []

    def stop(self) -> None:
        """Let the job end at the next step; nothing is published then."""
        self._stop.set()

    def check(self) -> None:
        """Go on, or not.

        Raises:
            Stopped: the job shall end.
        """
        if self._stop.is_set():
            raise Stopped

    def reading(self, done: int, total: int, name: str) -> None:
        """Note how many files are read."""
        with self._lock:
            self._files = (done, total, name)
        self.check()

    def embedding(self, done: int, total: int) -> None:
        """Note how many passages have their vectors."""
        with self._lock:
            self._passages = (done, total)
        self.check()

    def taken(self, file: FileOutcome) -> None:
        """Note what became of a file."""
        with self._lock:
            self._taken.append(file)

    def to_json(self) -> dict[str, object]:
        """Return the state as its schema describes it."""
        with self._lock:
            (read, total, current), (embedded, met) = self._files, self._passages
            taken = list(self._taken)
        seconds = self._clock() - self._begun
        shown = [each for each in taken if each.state is not FileState.UNCHANGED]
        return {
            "schema_version": SCHEMA_VERSION,
            "files_read": read,
            "files_to_read": total,
            "current_file": current,
            "passages_embedded": embedded,
            "passages_met": met,
            "passages_per_second": round(embedded / seconds, 3) if seconds > 0 else 0.0,
            "seconds": round(seconds, 1),
            "seconds_left": _seconds_left((read, total), (embedded, met), seconds),
            "files": [
                {
                    "path": each.path,
                    "state": each.state.value,
                    "reason": each.reason,
                    "title": each.title,
                    "passages": each.passages,
                }
                for each in shown[:_MOST_FILES]
            ],
            "files_left_out": max(0, len(shown) - _MOST_FILES),
        }


def _seconds_left(
    files: tuple[int, int], passages: tuple[int, int], seconds: float
) -> float | None:
    """Return the time left, by what is further behind: files to read or passages to embed."""
    read = files[0] / files[1] if files[1] else 0.0
    # Passages of files not read yet are unknown: those met stand for the files read so far.
    embedded = passages[0] / passages[1] * read if passages[1] else read
    done = min(read, embedded)
    return round(seconds / done * (1 - done), 1) if done else None
