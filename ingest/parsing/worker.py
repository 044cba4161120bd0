"""The process that parses files: a parser that crashes or hangs takes only itself down.

Speaks with `ingest/parsing/parser_process.py` over a connection of their own.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded, Loader
from ingest.loaders.registry import LOADERS, loaders_for
from ingest.parsing.channel import read_path, written_answer
from ingest.parsing.cleanup import tidy
from ingest.parsing.injection_scan import injection_warnings, turned
from knowledge.domain.errors import DocumentUnreadable

if sys.platform != "win32":
    import resource

_WATCH_SECONDS = 2.0


def load(path: Path, loaders: Mapping[str, Loader] = LOADERS) -> Loaded:
    """Load one file with the loader of its suffix, its sections ready to be split.

    Raises:
        DocumentUnreadable: it cannot be read; the message is the reason for the report.
    """
    loaded = loaders[path.suffix.lower()](path)
    tidied = tidy(loaded.sections)
    # Commands are sought once hidden characters no longer part their words.
    warnings = dict.fromkeys(
        (*loaded.warnings, *injection_warnings(tidied), *turned(loaded.sections))
    )
    return replace(loaded, sections=tidied, warnings=tuple(warnings))


def answer(path: Path, loaders: Mapping[str, Loader] = LOADERS) -> Loaded | str:
    """Load a file, or return in words why it cannot be."""
    try:
        return load(path, loaders)
    except DocumentUnreadable as error:
        return str(error)
    except MemoryError:
        return "the file needs more memory than parsing may take"
    except RecursionError:
        return "the file is nested too deeply"
    except OSError as error:
        return f"the file cannot be read: {error.strerror or error}"
    except Exception as error:  # noqa: BLE001 - parsers raise anything over broken files
        return f"the file is damaged or not what its suffix says ({type(error).__name__}: {error})"


def serve(connection: Connection, load_one: Callable[[Path], Loaded | str]) -> None:
    """Answer paths until the other side closes."""
    while True:
        try:
            path = read_path(connection.recv_bytes())
        except EOFError:
            return
        connection.send_bytes(_message(load_one(path)))


def _message(loaded: Loaded | str) -> bytes:
    try:
        return written_answer(loaded)
    except Exception as error:  # noqa: BLE001 - what a loader made of a broken file may be anything
        return written_answer(f"what the file holds cannot be passed on ({type(error).__name__})")


def limit_memory(most_bytes: int) -> None:
    """Let this process take at most so much address space, where the system can do that."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def leave_with_parent() -> None:
    """End this process when the one that started it is gone, even in the middle of a file."""
    parent = os.getppid()

    def _watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=_watch, daemon=True).start()


def main() -> None:
    """Serve on a connection; given are its number, the memory limit in bytes and the options."""
    connection = Connection(int(sys.argv[1]))
    limit_memory(int(sys.argv[2]))
    leave_with_parent()
    loaders = loaders_for(LoadingOptions.parse(sys.argv[3]))
    serve(connection, partial(answer, loaders=loaders))


if __name__ == "__main__":
    main()
