"""The Quality page in a real browser: gaps, feedback, approved answers, evaluations."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.database.feedback import Rating
from app.i18n import curator_texts as words
from app.i18n import texts
from app.records.opening import Records
from evals.runs.saved_runs import save_run
from knowledge.files.durable import copy_folder
from tests.app.records.test_eval_runs import content
from tests.browser.accessibility import AA, LOOKS, lowest_contrast, sideways
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat, served
from tests.browser.curating import Curator
from tests.browser.test_main_job import SPOUSE
from tests.flat_settings import settings_with
from tests.opening import open_records
from tests.scripted_assistant import refused

GAP = "Does the plan pay for hearing aids?"
GAP_AGAIN = "does the plan pay for hearing aids"
SECRET = "Is member id XK4471928 in the plan?"

OpenPage = Callable[..., Curator]


def seed(data: Path) -> None:
    """Write down what a desk was asked."""
    with closing(open_records(settings_with(data_dir=data))) as records:
        turn_of(records, GAP)
        turn_of(records, SECRET)
        records.feedback.give(
            turn_of(records, GAP_AGAIN), "", Rating.DOWN, reasons=["incomplete"], comment="Nothing!"
        )


def turn_of(records: Records, question: str) -> int:
    thread = records.conversations.start("demo")
    turn = records.conversations.ask(thread.id, question)
    records.conversations.finish(turn, refused(question))
    return turn


@pytest.fixture(scope="module")
def data(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample documents, with questions that were asked and two eval runs."""
    folder = tmp_path_factory.mktemp("quality") / "data"
    copy_folder(ingested, folder)
    save_run(folder / "runs", content({"a1": 0.2, "b1": 1.0}, "dense"), title="one")
    save_run(folder / "runs", content({"a1": 0.9, "b1": 0.8}), title="two")
    seed(folder)
    return folder


@pytest.fixture(scope="module")
def url(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(data, {}, tmp_path_factory.mktemp("logs") / "page.log") as address:
        yield address


@pytest.fixture
def open_page(open_chat: OpenChat, url: str) -> OpenPage:
    def opened(**look: str | int) -> Curator:
        curator = Curator(open_chat(f"{url}/quality", **look).page)
        heading = curator.page.get_by_role("heading", name=words.QUALITY_PAGE)
        expect(heading).to_be_visible()
        return curator

    return opened


def test_gaps_are_grouped_with_their_nearest_passage(open_page: OpenPage) -> None:
    curator = open_page()

    gap = curator.page.locator(".cw-gap").first

    expect(gap).to_contain_text(GAP)
    expect(gap).to_contain_text("asked 2\u00d7")
    expect(gap).to_contain_text("1 rated down")
    expect(gap).to_contain_text("Qualifying Life Events")


def test_identifiers_of_callers_are_on_no_part_of_the_page(open_page: OpenPage) -> None:
    curator = open_page()
    expect(curator.page.locator(".cw-gap").first).to_be_visible()

    assert "XK4471928" not in curator.page.locator(".stApp").inner_text()


def test_gaps_are_exported_for_the_documents_owners(open_page: OpenPage) -> None:
    curator = open_page()
    expect(curator.page.locator(".cw-gap").first).to_be_visible()
    with curator.page.expect_download() as download:
        curator.press("gaps_csv")

    text = Path(download.value.path()).read_text("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["asked"] == "2"
    assert rows[0]["questions"].split("\n") == [GAP, GAP_AGAIN]


def test_feedback_is_shown_by_week_and_reason(open_page: OpenPage) -> None:
    curator = open_page()

    curator.turn_to(words.FEEDBACK)

    expect(curator.page.get_by_text("incomplete")).to_be_visible()
    expect(curator.page.get_by_text("Nothing!")).to_be_visible()


def test_an_approved_answer_comes_first_with_its_owner_and_words_until_it_is_retired(
    open_page: OpenPage, url: str
) -> None:
    curator = open_page()
    curator.page.goto(url)
    chat = Chat(curator.page)
    chat.wait_for_first_screen()
    chat.ask(SPOUSE)
    curator.page.goto(f"{url}/quality")
    curator.settle()
    curator.turn_to(words.APPROVED)
    curator.page.get_by_label(words.CANDIDATES, exact=True).click()
    curator.page.get_by_role("option").filter(has_text=SPOUSE).first.click()
    curator.settle()
    curator.fill(words.APPROVE_OWNER, "Ann Lee")
    curator.press("approve")
    expect(curator.page.get_by_text(words.APPROVED_DONE)).to_be_visible()
    curator.page.goto(url)
    chat.wait_for_first_screen()
    approved = chat.ask(SPOUSE.upper())
    chips = curator.page.locator(".cw-chips").last
    expect(chips).to_contain_text("Approved by Ann Lee")
    sources = chat.source_titles(approved)
    curator.page.goto(f"{url}/quality")
    curator.settle()
    curator.turn_to(words.APPROVED)
    curator.press("edit_1")
    curator.settle()
    curator.fill(words.REWORD, "You have 60 days [1]. It costs $900 [1].")
    expect(curator.page.locator(".cw-reworded")).to_contain_text(texts.SUPPORT["unsupported"])
    curator.fill(
        words.REWORD, "A subscriber may add a spouse within 60 days of the date of the event [1]."
    )
    expect(curator.page.locator(".cw-reworded .cw-sign")).to_have_count(0)
    curator.press("save_approved")
    expect(curator.button("save_approved")).to_have_count(0)
    curator.settle()
    expect(curator.page.get_by_text("A subscriber may add a spouse within").first).to_be_visible()
    curator.page.goto(url)
    chat.wait_for_first_screen()
    expect(chat.ask(SPOUSE)).to_contain_text("A subscriber may add a spouse within 60 days")
    curator.page.goto(f"{url}/quality")
    curator.settle()
    curator.turn_to(words.APPROVED)
    curator.press("edit_1")
    curator.settle()
    curator.press("retire_approved")
    expect(curator.page.get_by_text(words.RETIRED_ANSWER)).to_be_visible()
    curator.page.goto(url)
    chat.wait_for_first_screen()

    chat.ask(SPOUSE)

    assert sources
    expect(curator.page.get_by_text("Approved by Ann Lee")).to_have_count(0)


def test_two_runs_are_compared_question_by_question(open_page: OpenPage) -> None:
    curator = open_page()

    curator.turn_to(words.EVALUATIONS)

    comparison = curator.page.get_by_role("region", name=words.COMPARE)
    expect(comparison).to_contain_text("nDCG@5")
    expect(comparison).to_contain_text("+0.250")
    expect(curator.page.get_by_role("heading", name="Question a1?")).to_be_visible()
    expect(curator.page.get_by_text(words.RELEVANT, exact=False).first).to_be_visible()


@pytest.mark.parametrize(("scheme", "width", "height"), LOOKS)
def test_the_page_is_readable_in_each_theme_and_width(
    open_page: OpenPage, screenshots: Path, scheme: str, width: int, height: int
) -> None:
    name = f"{scheme}-{width}"
    curator = open_page(scheme=scheme, width=width, height=height)
    chat = Chat(curator.page)
    expect(curator.page.locator(".cw-gap").first).to_be_visible()
    curator.settle()
    curator.page.screenshot(path=screenshots / f"quality-gaps-{name}.png")
    looks = [(lowest_contrast(chat.page), sideways(chat.page))]
    curator.turn_to(words.FEEDBACK, showing=words.REASONS)
    curator.page.screenshot(path=screenshots / f"quality-feedback-{name}.png")
    looks.append((lowest_contrast(chat.page), sideways(chat.page)))
    curator.turn_to(words.APPROVED, showing=words.PROMOTE)
    curator.page.screenshot(path=screenshots / f"quality-approved-{name}.png")
    looks.append((lowest_contrast(chat.page), sideways(chat.page)))
    curator.turn_to(words.EVALUATIONS, showing=words.COMPARE)
    curator.page.screenshot(path=screenshots / f"quality-runs-{name}.png")
    looks.append((lowest_contrast(chat.page), sideways(chat.page)))

    assert [overflow for _, overflow in looks] == [0, 0, 0, 0]
    assert min(contrast for contrast, _ in looks)[0] >= AA, looks
