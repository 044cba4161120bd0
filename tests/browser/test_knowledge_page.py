"""The Knowledge page in a real browser, with a real worker: add, look, change, go back, try."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import curator_texts as words
from app.i18n import texts
from tests.browser.accessibility import AA, LOOKS, lowest_contrast, sideways
from tests.browser.chatting import Chat
from tests.browser.conftest import ROOT, OpenChat, environment, served
from tests.browser.curating import Curator, at_work

LEAVE = """# Annual leave

## Days

Annual leave is 25 days a year for everybody.

## Carry over

Five days of annual leave may be carried over to March.
"""
BOARD = """---
groups: [board]
title: Board pay
---

# Board pay

The board is paid 417,000 dollars a year.
"""
PARKING = "# Parking\n\nA parking pass costs five dollars a day. Order it at the front desk.\n"

PASSWORD = "correct horse battery"

OpenPage = Callable[..., Curator]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with two documents from a folder."""
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "documents").mkdir()
    (folder / "documents" / "parking.md").write_text(PARKING)
    (folder / "documents" / "board.md").write_text(BOARD)
    command = [sys.executable, "-m", "citewell", "ingest", str(folder / "documents")]
    subprocess.run(
        [*command, "--kb", "demo"], cwd=ROOT, env=environment(folder / "data"), check=True
    )
    return folder / "data"


@pytest.fixture(scope="module")
def url(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logs = tmp_path_factory.mktemp("logs")
    with at_work(data, {}, logs / "worker.log"), served(data, {}, logs / "page.log") as address:
        yield address


@pytest.fixture
def open_page(open_chat: OpenChat, url: str) -> OpenPage:
    def opened(**look: str | int) -> Curator:
        curator = Curator(open_chat(f"{url}/knowledge", **look).page)
        heading = curator.page.get_by_role("heading", name=words.KNOWLEDGE_PAGE)
        expect(heading).to_be_visible()
        curator.settle()
        return curator

    return opened


def test_an_upload_is_checked_then_added_and_answers(open_page: OpenPage, url: str) -> None:
    curator = open_page()
    curator.turn_to(words.ADD)
    curator.upload(("Leave.md", LEAVE))
    expect(curator.page.get_by_text(words.WOULD["added"])).to_be_visible()
    checked = curator.page.locator(".st-key-curating")
    expect(checked).to_contain_text("2 passages, 2 of them to be processed")
    curator.press("add_them")
    added = curator.wait_for_change()
    curator.page.goto(url)
    chat = Chat(curator.page)
    chat.wait_for_first_screen()

    answer = chat.ask("How many days of annual leave do I get?")

    assert "1 added" in added
    assert "25 days" in answer.inner_text()
    assert "Annual leave" in chat.source_titles(answer)


def test_a_file_that_cannot_be_read_is_named_with_its_reason(open_page: OpenPage) -> None:
    curator = open_page()
    curator.turn_to(words.ADD)

    curator.upload(("broken.pdf", "this is no PDF"))

    expect(curator.page.get_by_text(words.WOULD["failed"])).to_be_visible()
    expect(curator.page.get_by_text(words.NOTHING_TO_ADD)).to_be_visible()
    expect(curator.button("add_them")).to_have_count(0)
    curator.press("discard_upload")
    expect(curator.button("check_upload")).to_be_visible()


def test_a_passage_is_corrected_then_hidden(open_page: OpenPage) -> None:
    curator = open_page()
    curator.turn_to(words.ADD)
    curator.add(("Phones.md", "# Phones\n\nPhones are free.\n\n# Loss\n\nReport a loss at once."))
    curator.turn_to(words.DOCUMENTS)
    curator.find("phones.md")
    curator.choose_first_document()
    first = curator.pieces.first.inner_text()
    curator.page.get_by_role("button", name=words.CORRECT).first.click()
    curator.page.get_by_label(words.CORRECT_TO).first.fill("Phones cost ten dollars a month.")
    curator.page.keyboard.press("Control+Enter")
    curator.settle()
    curator.page.get_by_role("button", name=words.SAVE, exact=True).first.click()
    curator.wait_for_change()
    curator.page.reload()
    curator.settle()
    curator.find("phones.md")
    curator.choose_first_document()

    corrected = curator.pieces.first.inner_text()

    assert "Phones are free." in first
    assert "Phones cost ten dollars" in corrected
    assert "the file says" in corrected


def test_a_document_is_retired_and_deleted(open_page: OpenPage) -> None:
    curator = open_page()
    curator.turn_to(words.ADD)
    curator.add(("Old rules.md", "# Old rules\n\nThe old rules are very old and long forgotten."))
    curator.turn_to(words.DOCUMENTS)
    curator.find("old rules")
    curator.choose_first_document()
    curator.turn_to(words.RETIRE)
    curator.press("ask_retire")
    expect(curator.page.get_by_role("alert")).to_contain_text("Old rules")
    curator.press("go_retire")
    retired = curator.wait_for_change()
    curator.turn_to(words.DELETE)
    curator.press("ask_delete")
    curator.press("go_delete")
    expect(curator.page.get_by_text("Deleted.")).to_be_visible()

    curator.page.reload()
    curator.settle()
    curator.find("old rules")

    assert "is now live" in retired
    expect(curator.page.get_by_text(words.NONE_FIT)).to_be_visible()


def test_a_purge_waits_for_the_documents_key_to_be_typed(open_page: OpenPage) -> None:
    curator = open_page()
    curator.find("board.md")
    curator.choose_first_document()
    curator.turn_to(words.DELETE)
    curator.page.get_by_text(words.PURGE).click()
    curator.settle()

    expect(curator.button("ask_delete")).to_have_count(0)
    expect(curator.page.get_by_text("remove it there too")).to_be_visible()


def test_a_new_version_begins_with_the_documents_key(open_page: OpenPage) -> None:
    curator = open_page()
    curator.find("parking")
    curator.choose_first_document()
    curator.turn_to(words.NEW_VERSION)

    curator.press("new_version")

    expect(curator.page.get_by_label(words.DOCUMENT_KEY, exact=True)).to_have_value("parking.md")


def test_the_history_verifies_and_rolls_back(open_page: OpenPage) -> None:
    curator = open_page()
    curator.turn_to(words.ADD)
    curator.add(("Lunch.md", "# Lunch\n\nLunch is served at noon in the canteen."))
    curator.turn_to(words.HISTORY)
    curator.press("verify")
    verified = curator.wait_for_change()
    curator.press("ask_roll_back")
    curator.press("go_roll_back")
    expect(curator.page.get_by_text("is now live.")).to_be_visible()

    curator.turn_to(words.DOCUMENTS)
    curator.find("lunch")

    assert "no faults found" in verified
    expect(curator.page.get_by_text(words.NONE_FIT)).to_be_visible()


def test_two_ways_to_search_stand_side_by_side(open_page: OpenPage) -> None:
    curator = open_page()
    curator.turn_to(words.TRY)
    curator.page.get_by_label(words.QUESTION, exact=True).fill("what does a parking pass cost?")

    curator.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()

    expect(curator.page.locator(".st-key-found_0")).to_contain_text("Parking")
    expect(curator.page.locator(".st-key-found_1")).to_contain_text("Parking")
    expect(curator.page.locator(".st-key-found_1")).to_contain_text("rank 1 in the other")


def test_a_reader_has_no_curators_pages_and_a_curator_no_other_groups_documents(
    data: Path, open_chat: OpenChat, tmp_path: Path
) -> None:
    add_person(data, "rita", "reader")
    add_person(data, "carl", "curator")
    with served(data, {"CITEWELL_SIGN_IN": "accounts"}, tmp_path / "log") as url:
        reader, curator = (sign_in(open_chat(f"{url}/knowledge"), n) for n in ("rita", "carl"))
        expect(reader.page.get_by_test_id("stChatInputTextArea")).to_be_visible()
        # Whoever signs in comes to the chat, whatever address they came by.
        link = curator.page.get_by_test_id("stSidebarNavLink")
        link.filter(has_text=words.KNOWLEDGE_PAGE).click()
        curator.find("board")

        expect(reader.page.get_by_text(words.QUALITY_PAGE)).to_have_count(0)
        expect(reader.page.locator(".st-key-curating")).to_have_count(0)
        expect(curator.page.get_by_text(words.NONE_FIT)).to_be_visible()


def add_person(data: Path, name: str, role: str) -> None:
    options = ("--role", role, "--groups", "staff", "--password-stdin")
    subprocess.run(
        [sys.executable, "-m", "citewell", "people", "add", name, *options],
        input=f"{PASSWORD}\n",
        text=True,
        cwd=ROOT,
        env=environment(data),
        check=True,
    )


def sign_in(chat: Chat, name: str) -> Curator:
    chat.page.get_by_label(texts.SIGN_IN_NAME, exact=True).fill(name)
    chat.page.get_by_label(texts.SIGN_IN_PASSWORD, exact=True).fill(PASSWORD)
    chat.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    curator = Curator(chat.page)
    expect(chat.page.locator(".st-key-signed_in, .st-key-sign_out").first).to_be_attached()
    curator.settle()
    return curator


@pytest.mark.parametrize(("scheme", "width", "height"), LOOKS)
def test_the_page_is_readable_in_each_theme_and_width(
    open_page: OpenPage, screenshots: Path, scheme: str, width: int, height: int
) -> None:
    name = f"{scheme}-{width}"
    curator = open_page(scheme=scheme, width=width, height=height)
    chat = Chat(curator.page)

    curator.choose_first_document()
    curator.page.screenshot(path=screenshots / f"knowledge-{name}.png")
    looks = [(lowest_contrast(chat.page), sideways(chat.page))]
    curator.turn_to(words.ADD, showing=words.CHECK)
    curator.page.screenshot(path=screenshots / f"knowledge-add-{name}.png")
    looks.append((lowest_contrast(chat.page), sideways(chat.page)))
    curator.turn_to(words.HISTORY, showing=words.GENERATIONS)
    curator.page.screenshot(path=screenshots / f"knowledge-history-{name}.png")
    looks.append((lowest_contrast(chat.page), sideways(chat.page)))

    assert [overflow for _, overflow in looks] == [0, 0, 0]
    assert min(contrast for contrast, _ in looks)[0] >= AA, looks
