"""Has files parsed in a process of their own, with a limit on time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded
from ingest.loaders.formats import reads_scans
from ingest.parsing.channel import MOST_BYTES, NotAnAnswer, read_answer, written_path
from knowledge.domain.errors import ConfigurationError, DocumentUnreadable

SECONDS_PER_FILE = 120.0
SECONDS_WITH_OCR = 3600.0
MEMORY_BYTES = 3 * 1024**3
# Where programs and libraries are, the user's folders, the language and the time.
_PASSED_ON = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ"),
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONUTF8"),
        *("PYTHONIOENCODING", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "TESSDATA_PREFIX"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA"),
    )
)
_PASSED_ON_BEGINNINGS = ("LC_", "OMP_", "COVERAGE_", "COV_CORE_")
_CHECKOUT = Path(__file__).resolve().parents[__name__.count(".")]


class Parser(Protocol):
    """Loads one file."""

    def load(self, path: Path, digest: str) -> Loaded:
        """Return the file's content; `digest` is the SHA-256 of its bytes, in hex.

        Raises:
            DocumentUnreadable: it cannot be read; the message is the reason for the report.
        """
        ...


class ParsingProcess:
    """Loads files one after the other in one long-lived process, restarted when it dies.

    A process, not a thread, because parsers of damaged files crash, hang and eat memory.
    """

    def __init__(
        self,
        *,
        seconds_per_file: float = SECONDS_PER_FILE,
        memory_bytes: int = MEMORY_BYTES,
        module: str = "ingest.parsing.worker",
        options: LoadingOptions | None = None,
    ) -> None:
        self._seconds = seconds_per_file
        self._memory = memory_bytes
        self._module = module
        self._options = (options or LoadingOptions()).fingerprint()
        self._ocr = options is not None and options.ocr
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._has_answered = False
        self._waiter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parsing")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._waiter.shutdown()

    def load(self, path: Path, digest: str = "") -> Loaded:
        """Return the file's content.

        Raises:
            DocumentUnreadable: the loader said why, or the process died or took too long.
            ConfigurationError: the process cannot even start, whatever the file.
        """
        connection = self._connection or self._start()
        answered = self._waiter.submit(_ask, connection, path)
        may_take_ocr = self._ocr and reads_scans(path.name)
        seconds = max(self._seconds, SECONDS_WITH_OCR) if may_take_ocr else self._seconds
        try:
            answer = answered.result(timeout=seconds)
        except TimeoutError as error:
            self._stop()
            raise DocumentUnreadable(
                f"Reading took longer than {seconds:g} seconds and was stopped; the file is "
                "damaged or far too large. Split it or save it again."
            ) from error
        except (EOFError, OSError, NotAnAnswer) as error:
            code = self._stop()
            if not self._has_answered:
                self._refuse_unable()
            raise DocumentUnreadable(
                f"The parser crashed on this file (exit {code}); it is damaged or needs more than "
                f"{self._memory / 1024**3:g} GB of memory. Save it again, or split it."
            ) from error
        except BaseException:
            # Stopped from outside in mid-answer: what is still to come would answer the next file.
            self._stop()
            raise
        self._has_answered = True
        if isinstance(answer, Loaded):
            return answer
        raise DocumentUnreadable(answer)

    def _refuse_unable(self) -> None:
        """Tell a process that no file can be read with from one that a file took down.

        Raises:
            ConfigurationError: it does not start without a file either; names what it says.
        """
        ours, theirs = Pipe()
        ours.close()
        with theirs:
            alone = subprocess.run(
                self._command(theirs),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                check=False,
            )
        if alone.returncode:
            said = alone.stderr.decode(errors="replace").strip().splitlines()
            raise ConfigurationError(
                "No file can be read: the parser's own process does not start "
                f"({said[-1][:300] if said else f'exit {alone.returncode}'}). Install "
                "Citewell's packages again: pip install -c constraints.txt -e ."
            )

    def _command(self, theirs: Connection) -> list[str]:
        given = (str(theirs.fileno()), str(self._memory), self._options)
        # -P: a file named like a library in the current folder must not replace it.
        return [sys.executable, "-P", "-m", self._module, *given]

    def _start(self) -> Connection:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                self._command(theirs),
                stdin=subprocess.DEVNULL,
                # Parsers may print.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                # Ctrl-C in the terminal is for us; the parser ends when we close the connection.
                start_new_session=True,
            )
        return self._connection

    def _stop(self) -> int | None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if process is None or connection is None:
            return None
        code = process.poll()
        process.kill()
        process.wait()
        connection.close()
        return code if code is not None else process.returncode


def _environment() -> dict[str, str]:
    paths = filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH", "")))
    return {**passed_on(os.environ), "PYTHONPATH": os.pathsep.join(paths)}


def passed_on(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the parser's process gets to know of an environment: no keys, no settings."""
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in _PASSED_ON or name.upper().startswith(_PASSED_ON_BEGINNINGS)
    }


def _ask(connection: Connection, path: Path) -> Loaded | str:
    connection.send_bytes(written_path(path))
    return read_answer(connection.recv_bytes(MOST_BYTES))
