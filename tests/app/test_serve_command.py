"""`citewell serve` answers on its own, as a process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_api_is_served_without_the_page(tmp_path: Path) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "CITEWELL_DATA_DIR": str(tmp_path),
        "CITEWELL_CHAT_HOST": "127.0.0.1",
    }
    command = [sys.executable, "-m", "citewell", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as process:
        try:
            answer = asked_until_it_answers(
                f"http://127.0.0.1:{port}/api/v1/knowledge-bases", process
            )
        finally:
            process.terminate()

    assert answer.json() == {"knowledge_bases": []}


def asked_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> httpx.Response:
    while process.poll() is None:
        try:
            return httpx.get(url, trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("it ended")
