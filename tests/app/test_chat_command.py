"""The worker beside the chat: started anew when it dies, ended with the chat; so is the page."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.chat_command import WorkerBeside

DIES = "import sys; open(sys.argv[1], 'a').write('x')"
SERVES = "import os, sys; from app.chat_command import serve; serve(sys.argv[1:], os.environ)"
NAMED = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid()))"
STAYS = f"{DIES}.close(); import time; time.sleep(60)"


def wait_for(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def starts(journal: Path) -> int:
    return len(journal.read_text()) if journal.exists() else 0


def test_a_worker_that_dies_is_started_anew(tmp_path: Path) -> None:
    journal = tmp_path / "starts"
    worker = WorkerBeside([sys.executable, "-c", DIES, str(journal)], pause_seconds=0)

    worker.start()
    wait_for(lambda: starts(journal) >= 2)
    worker.end()

    after = starts(journal)
    time.sleep(0.2)
    assert starts(journal) == after


def test_a_worker_ends_with_the_chat_and_is_not_started_again(tmp_path: Path) -> None:
    journal = tmp_path / "starts"
    worker = WorkerBeside([sys.executable, "-c", STAYS, str(journal)], pause_seconds=0)
    worker.start()
    wait_for(lambda: starts(journal) == 1)

    worker.end()

    assert starts(journal) == 1


def test_whoever_ends_the_chat_ends_its_page(tmp_path: Path) -> None:
    journal = tmp_path / "page"
    page = [sys.executable, "-c", f"{NAMED}; import time; time.sleep(60)", str(journal)]
    with subprocess.Popen([sys.executable, "-c", SERVES, *page]) as chat:
        wait_for(lambda: journal.exists() and journal.read_text() != "")

        chat.terminate()

    with pytest.raises(ProcessLookupError):
        os.kill(int(journal.read_text()), 0)
