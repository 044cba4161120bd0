"""What tests of several folders share, and what holds for every one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from urllib.request import urlopen

import pytest
from qdrant_client.common.version_check import is_compatible

from tests.postgres_server import PostgresServer, served_postgres

# Beside other workers of pytest-xdist, torch's threads (and those of the commands that tests
# start) would only wait for each other's cores. Read by torch when it is imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SERVER_URLS = [
    url.strip() for url in os.environ.get("CITEWELL_TEST_QDRANT_URL", "").split(",") if url.strip()
]
"""A Qdrant server to test on, or several nodes of one cluster, by commas."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which server the server store was tested on."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    if any("tests/contracts/" in getattr(report, "nodeid", "") for report in reports):
        terminalreporter.write_line(_tested_on())


def _tested_on() -> str:
    if not SERVER_URLS:
        return (
            "Server store: no server was tested, only the client's in-memory mode, which ignores "
            "graphs and payload indexes, and a double of three nodes. Set CITEWELL_TEST_QDRANT_URL "
            "to test one, or several nodes by commas."
        )
    nodes = len(SERVER_URLS)
    several = "; no cluster was, only its double" if nodes == 1 else f", {nodes} nodes"
    return f"Server store: tested on {SERVER_URLS[0]}{several}. {_versions()}"


def _versions() -> str:
    """Say which release answers; one that is older than the client's is no reason to fail."""
    client = version("qdrant-client")
    try:
        told = json.loads(urlopen(SERVER_URLS[0], timeout=5).read())
    except OSError as error:
        return f"It does not tell its version: {error}."
    server = str(told.get("version"))
    fits = is_compatible(client, server)
    warning = "" if fits else "; they are further apart than their makers test"
    return f"Server {server}, client {client}{warning}."


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
