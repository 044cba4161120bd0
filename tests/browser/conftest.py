"""The real page in a real browser: Chromium, the sample documents ingested, MiniLM."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from knowledge.files.durable import copy_folder
from tests.browser.chatting import Chat
from tests.browser.contexts import Contexts, Look, Scheme

ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(os.environ.get("CITEWELL_SCREENSHOTS") or ROOT / "reports" / "screenshots")
_START_SECONDS = 120
# Only what fails waits so long: the machine may be busy.
_PATIENCE_MS = 90_000
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

# Streamlit fetches a kind of widget when it is first drawn, which takes longer than the
# usual five seconds where all cores are busy. What is there is not waited for.
expect.set_options(timeout=_PATIENCE_MS)

OpenChat = Callable[..., Chat]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    named = os.environ.get("CITEWELL_TEST_CHROMIUM", "")
    places = (named, "/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
    found = next((place for place in places if place and Path(place).is_file()), "")
    if not found:
        pytest.skip("no Chromium found; set CITEWELL_TEST_CHROMIUM to one")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS.split())
        yield chrome
        chrome.close()


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ingest the sample documents by the command, once for all workers; nothing may change it."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "ingested"
    made = shared.with_suffix(".made")
    command = [sys.executable, "-m", "citewell", "ingest", "sample/documents", "--kb", "demo"]
    with FileLock(shared.with_suffix(".lock")):
        if not shared.exists():
            subprocess.run(command, cwd=ROOT, env=environment(made), check=True, timeout=600)
            made.rename(shared)
    return shared


@pytest.fixture(scope="session")
def sample(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the sample documents."""
    data = tmp_path_factory.mktemp("sample") / "data"
    copy_folder(ingested, data)
    return data


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return this process's environment with no settings but the given ones."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CITEWELL_", "STREAMLIT_"))}
    kept |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "LANGSMITH_TRACING": "false"}
    kept |= {"OMP_WAIT_POLICY": "PASSIVE"}
    return {**kept, "CITEWELL_DATA_DIR": str(data), **settings}


@dataclass(frozen=True)
class Server:
    """A running page: where it is, and its process."""

    url: str
    pid: int


@contextmanager
def served(data: Path, settings: Mapping[str, str], log: Path, *, port: int = 0) -> Iterator[str]:
    """Serve the page as the command does and yield its address."""
    with serving(data, settings, log, port=port) as server:
        yield server.url


@contextmanager
def serving(
    data: Path, settings: Mapping[str, str], log: Path, *, port: int = 0
) -> Iterator[Server]:
    """Serve the page as the command does and yield where, and which process."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app/server.py"]
    options = [f"--server.port={port}", "--server.address=localhost"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment(data, **settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://localhost:{port}"
            wait_until_healthy(url, process)
            yield Server(url, process.pid)
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as reply:
            if reply.status == 200:
                return
        time.sleep(0.1)
    pytest.fail("the page's server did not start")


@pytest.fixture(scope="session")
def chat_url(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page over the sample documents with no language model."""
    with served(sample, {}, tmp_path_factory.mktemp("log") / "chat.log") as url:
        yield url


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    return Contexts(browser)


@pytest.fixture
def open_chat(contexts: Contexts, request: pytest.FixtureRequest) -> Iterator[OpenChat]:
    """Open the page in a context of its own; every request that leaves the machine is noted."""
    # What is measured begins with an empty cache.
    measures = request.node.get_closest_marker("slow") is not None
    lent: list[tuple[Look, BrowserContext]] = []

    def opened(url: str, *, scheme: Scheme = "light", width: int = 1360, height: int = 850) -> Chat:
        look = Look(scheme, width, height)
        context = contexts.fresh(look) if measures else contexts.take(look)
        lent.append((look, context))
        page = context.new_page()
        chat = Chat(page)
        page.goto(url)
        return chat

    yield opened
    for look, context in lent:
        if measures:
            context.close()
        else:
            contexts.give_back(look, context)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
