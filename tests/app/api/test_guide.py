"""What the guide shows runs as it is written, against a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from tests.app.api.conftest import MakeToken

GUIDE = (Path(__file__).parents[3] / "docs/guide/api.md").read_text("utf-8")
SHOWN_AT = "http://127.0.0.1:8501"


@pytest.fixture
def address(server: Starlette) -> Iterator[str]:
    running = uvicorn.Server(uvicorn.Config(server, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join()


def example(language: str, beginning: str, address: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    (wanted,) = (each for each in blocks if each.startswith(beginning))
    assert SHOWN_AT in wanted
    return str(wanted).replace(SHOWN_AT, address)


def printed(command: list[str], secret: str) -> str:
    environment = {**os.environ, "DESK_TOKEN": secret, "NO_PROXY": "127.0.0.1"}
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_line_of_curl_prints_the_answer(address: str, token: MakeToken) -> None:
    told = printed(["bash", "-c", example("bash", "curl", address)], token())

    assert '"answer":"Yes, a marriage counts' in told


def test_the_lines_of_python_print_answer_and_sources(address: str, token: MakeToken) -> None:
    told = printed([sys.executable, "-c", example("python", "import os", address)], token())

    assert told.splitlines()[1] == "1 Qualifying Life Events 4"
