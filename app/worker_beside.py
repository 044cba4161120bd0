"""A worker beside the chat, so that a laptop needs one command; it is started anew when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_LOG = logging.getLogger(__name__)
_COMMAND = (sys.executable, "-m", "citewell", "worker", "--beside")
_PAUSE_SECONDS = 3.0
_GRACE_SECONDS = 10.0


class WorkerBeside:
    """Keeps one worker process running. A file that ends it does not end the chat."""

    def __init__(
        self, command: Sequence[str] = _COMMAND, *, pause_seconds: float = _PAUSE_SECONDS
    ) -> None:
        self._command = list(command)
        self._pause_seconds = pause_seconds
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker beside", daemon=True)

    def start(self) -> None:
        """Start the worker."""
        self._thread.start()

    def end(self) -> None:
        """Ask the worker to end, which gives its job back; kill it where it does not."""
        with self._changing:
            self._ended.set()
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()

    def _keep(self) -> None:
        while not self._ended.is_set():
            with self._changing:
                if self._ended.is_set():
                    return
                self._process = subprocess.Popen(self._command)
            code = self._process.wait()
            if not self._ended.is_set():
                _LOG.warning("The worker ended with code %s; it is started anew.", code)
            self._ended.wait(self._pause_seconds)


@contextmanager
def worker_beside(*, wanted: bool) -> Iterator[None]:
    """Run a worker as long as the block runs, if one is wanted."""
    if not wanted:
        yield
        return
    worker = WorkerBeside()
    worker.start()
    try:
        yield
    finally:
        worker.end()
