"""What tests of several folders share, and what holds for every one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from tests.postgres_server import PostgresServer, served_postgres

# Beside other workers of pytest-xdist, torch's threads (and those of the commands that tests
# start) would only wait for each other's cores. Read by torch when it is imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SERVER_URL = os.environ.get("CITEWELL_TEST_QDRANT_URL", "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which server the server store was tested on."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    if any("tests/contracts/" in getattr(report, "nodeid", "") for report in reports):
        terminalreporter.write_line(
            f"Server store: tested on {SERVER_URL}."
            if SERVER_URL
            else "Server store: no server was tested, only the client's in-memory mode, which "
            "ignores graphs and payload indexes. Set CITEWELL_TEST_QDRANT_URL to test one."
        )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start PostgreSQL once (in each worker), when the first test asks for it."""
    with served_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Give back `__main__`, which Streamlit's AppTest replaces.

    Processes that later tests spawn would import its throw-away script instead.
    """
    kept = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = kept
