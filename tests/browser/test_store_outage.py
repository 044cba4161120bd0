"""A Qdrant server goes away and comes back while somebody is at the page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import ROOT, OpenChat, environment, served
from tests.qdrant_stub import qdrant_stub
from tests.relay import Relay, relayed

GRACE = "how long is the grace period for a late premium?"


@pytest.fixture(scope="module")
def server() -> Iterator[Relay]:
    """A stand-in for a Qdrant server, behind a line that can be cut."""
    with qdrant_stub() as url, relayed(url) as relay:
        yield relay


@pytest.fixture(scope="module")
def url(server: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page over a small knowledge base on that server."""
    folder = tmp_path_factory.mktemp("outage")
    (folder / "documents").mkdir()
    (folder / "documents" / "premiums.md").write_text(
        "# Premiums\n\nThe grace period for a late premium is 31 days. Then coverage ends.\n"
    )
    settings = {"CITEWELL_STORE_URL": server.url}
    command = [
        sys.executable,
        "-m",
        "citewell",
        "ingest",
        str(folder / "documents"),
        "--kb",
        "demo",
    ]
    variables = environment(folder / "data", **settings)
    subprocess.run(command, cwd=ROOT, env=variables, check=True, timeout=600)
    with served(folder / "data", settings, folder / "page.log") as address:
        yield address


def test_the_page_stays_and_recovers_by_itself(
    open_chat: OpenChat, url: str, server: Relay, screenshots: Path
) -> None:
    chat: Chat = open_chat(url)
    chat.wait_for_first_screen()
    chat.ask(GRACE)

    server.cut()
    chat.type_question("and after that?")

    trouble = chat.page.get_by_text(texts.STORE_AWAY[:40])
    expect(trouble).to_be_visible()
    expect(chat.answers).to_have_count(1)
    expect(chat.page.get_by_text("and after that?")).to_be_visible()
    expect(chat.page.get_by_role("button", name=texts.TRY_AGAIN)).to_be_visible()
    chat.page.screenshot(path=screenshots / "store-away.png")

    server.mend()

    expect(trouble).to_have_count(0)
    chat.page.get_by_role("button", name=texts.TRY_AGAIN).click()
    expect(chat.answers).to_have_count(2)
