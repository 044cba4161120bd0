"""Writes an ingest's progress into a JSON file, for a page or a scheduler to look at."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from ingest.progress import Progress
from ingest.report import FileOutcome, FileState, Report, write_json

SCHEMA_VERSION = 1
_SECONDS_BETWEEN = 0.5


class RunState(StrEnum):
    """How far a run got. A file that says RUNNING and is not updated was left by a dead one."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class ProgressFile:
    """Keeps docs/schemas/ingest-progress.schema.json up to date, and passes on what it hears."""

    def __init__(
        self,
        path: Path,
        knowledge_base: str,
        beside: Progress,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._path = path
        self._knowledge_base = knowledge_base
        self._beside = beside
        self._clock = clock
        self._started_at = datetime.now(UTC)
        self._begun = clock()
        self._written = float("-inf")
        self._files = (0, 0, "")
        self._passages = (0, 0)
        self._state = RunState.RUNNING
        self._error = ""
        self._report: Report | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._state = RunState.FINISHED if error is None else RunState.FAILED
        self._error = "" if error is None else str(error) or type(error).__name__
        self._write()

    def reading(self, done: int, total: int, name: str) -> None:
        """Note how many files are read."""
        self._beside.reading(done, total, name)
        self._files = (done, total, name)
        self._write_now_and_then()

    def embedding(self, done: int, total: int) -> None:
        """Note how many passages have their vectors."""
        self._beside.embedding(done, total)
        self._passages = (done, total)
        self._write_now_and_then()

    def taken(self, file: FileOutcome) -> None:
        """Note nothing: the file names what became of each when the run is over."""
        self._beside.taken(file)

    def tell(self, report: Report) -> None:
        """Take in what became of each file."""
        self._report = report

    def to_json(self) -> dict[str, object]:
        """Return the state as its schema describes it."""
        files, total, current = self._files
        passages, met = self._passages
        seconds = self._clock() - self._begun
        outcomes = self._report.files if self._report else ()
        return {
            "schema_version": SCHEMA_VERSION,
            "knowledge_base": self._knowledge_base,
            "state": self._state.value,
            "error": self._error,
            "started_at": self._started_at.isoformat(),
            "updated_at": datetime.now(UTC).isoformat(),
            "files_read": files,
            "files_to_read": total,
            "current_file": current,
            "passages_embedded": passages,
            "passages_met": met,
            "passages_per_second": round(passages / seconds, 3) if seconds > 0 else 0.0,
            "seconds_left": _seconds_left(files, total, seconds),
            "failures": [
                {"path": each.path, "root": each.root, "reason": each.reason}
                for each in outcomes
                if each.state is FileState.FAILED
            ],
            "files": [
                {"path": each.path, "root": each.root, "state": each.state.value}
                for each in outcomes
            ],
        }

    def _write_now_and_then(self) -> None:
        if self._clock() - self._written >= _SECONDS_BETWEEN:
            self._write()

    def _write(self) -> None:
        # Files are read in one thread, embedding is told from another.
        with self._lock:
            self._written = self._clock()
            write_json(self.to_json(), self._path)


def _seconds_left(done: int, total: int, seconds: float) -> float | None:
    return round(seconds / done * (total - done), 1) if done else None
