"""A real PostgreSQL for tests, started from Debian's packages in a folder that goes again."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

_PROGRAMS = Path("/usr/lib/postgresql")
_QUICK = "-F -c listen_addresses= -c full_page_writes=off -c synchronous_commit=off"


class PostgresServer:
    """A running server; each `url` is a schema of its own, which is as good as a database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self) -> str:
        """Return the address of a fresh, empty schema."""
        schema = f"test_{uuid4().hex}"
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"{self._address()}&options=-csearch_path%3D{schema}"

    def _address(self) -> str:
        return f"postgresql://postgres@/postgres?host={self._folder}"


@contextmanager
def served_postgres() -> Iterator[PostgresServer]:
    """Start a server and stop it at the end; the test is skipped where there is no PostgreSQL."""
    programs = next(iter(sorted(_PROGRAMS.glob("*/bin/initdb"), reverse=True)), None)
    if programs is None:
        pytest.skip(f"no PostgreSQL in {_PROGRAMS}; apt-get install postgresql to test with it")
    # Not in pytest's folders: the server runs as another user, who may not look into root's.
    folder = Path(tempfile.mkdtemp(prefix="citewell-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, program = folder / "data", programs.parent
    try:
        _run([program / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"])
        options = f"{_QUICK} -k {folder}"
        log = folder / "log"
        _run([program / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start"])
        yield PostgresServer(folder)
    finally:
        with suppress(subprocess.CalledProcessError):
            _run([program / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str | Path]) -> None:
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    subprocess.run(
        [*as_user, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
