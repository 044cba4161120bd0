"""How quick the page is, on the browser's own clock: `make bench-page` prints the figures.

Nothing is asserted of the times, which are the machine's; that all were measured is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pytest
from playwright.sync_api import expect

from tests.browser.chatting import Chat
from tests.browser.conftest import ROOT, OpenChat, served
from tests.browser.test_language_model import YES, using
from tests.browser.test_main_job import SPOUSE
from tests.llm_stub import llm_stub

pytestmark = pytest.mark.slow

TIMES = 20
QUESTIONS = (
    SPOUSE,
    "I missed a payment. Am I going to lose my coverage?",
    "How much do I pay for urgent care on Silver?",
    "My claim was denied. How do I fight it?",
)
_SCRIPT = Path(__file__).with_name("measured.js")
_REPORT = ROOT / "reports" / "page-speed.json"


@dataclass
class Figures:
    """Milliseconds by name, which are printed and kept in reports/page-speed.json."""

    milliseconds: dict[str, list[float]]

    def add(self, name: str, value: float) -> None:
        self.milliseconds.setdefault(name, []).append(value)


@pytest.fixture
def figures() -> Iterator[Figures]:
    measured = Figures({})
    yield measured
    before = json.loads(_REPORT.read_text(encoding="utf-8")) if _REPORT.is_file() else {}
    summary = {
        name: {
            "n": len(values),
            "least": round(min(values)),
            "p50": round(median(values)),
            "p95": round(quantiles(values, n=20)[-1]),
        }
        for name, values in measured.milliseconds.items()
    }
    _REPORT.parent.mkdir(exist_ok=True)
    _REPORT.write_text(json.dumps({**before, **summary}, indent=2) + "\n", encoding="utf-8")
    print("\n" + json.dumps(summary, indent=2))  # noqa: T201 - what the target is for


def own_milliseconds(data: Path, *, until_written: bool) -> float:
    """Return the assistant's own time in the last answer: all, or until it begins to write."""
    with sqlite3.connect(data / "conversations.sqlite3") as database:
        (content,) = database.execute(
            "select answer from turns where state = 'finished' order by id desc limit 1"
        ).fetchone()
    answer = json.loads(content)
    spent = answer["found"]["milliseconds"] if until_written else answer["milliseconds"]
    return float(sum(spent.values()))


def measured(chat: Chat) -> dict[str, float]:
    return dict(chat.page.evaluate("window.measured()"))


def open_measured(open_chat: OpenChat, url: str) -> Chat:
    chat = open_chat("about:blank")
    chat.page.add_init_script(path=_SCRIPT)
    chat.page.goto(url)
    chat.wait_for_first_screen()
    return chat


def ask_and_note(chat: Chat, question: str, data: Path, figures: Figures, way: str) -> None:
    chat.ask(question)
    noted = measured(chat)
    search, whole = (own_milliseconds(data, until_written=until) for until in (True, False))
    token, answer = noted["token"] - noted["asked"], noted["answer"] - noted["asked"]
    figures.add(f"{way}: question to first visible token", token)
    figures.add(f"{way}: of which the assistant's search", search)
    figures.add(f"{way}: first token over the search", token - search)
    figures.add(f"{way}: question to whole answer", answer)
    figures.add(f"{way}: of which the assistant's own", whole)
    figures.add(f"{way}: whole answer over the assistant's own", answer - whole)


def test_opening_the_page(open_chat: OpenChat, chat_url: str, figures: Figures) -> None:
    open_measured(open_chat, chat_url).ask(SPOUSE)
    for _ in range(TIMES):
        chat = open_measured(open_chat, chat_url)
        noted = measured(chat)
        figures.add("first paint, empty cache", noted["paint"])
        figures.add("interactive, empty cache", noted["interactive"])
        chat.page.reload()
        chat.wait_for_first_screen()
        noted = measured(chat)
        figures.add("first paint, reloaded", noted["paint"])
        figures.add("interactive, reloaded", noted["interactive"])
        chat.page.context.close()

    assert all(len(values) == TIMES for values in figures.milliseconds.values())


def test_quoting_answers(
    open_chat: OpenChat, chat_url: str, sample: Path, figures: Figures
) -> None:
    open_measured(open_chat, chat_url).ask(SPOUSE)
    for number in range(TIMES):
        chat = open_measured(open_chat, chat_url)
        question = QUESTIONS[number % len(QUESTIONS)]
        ask_and_note(chat, question, sample, figures, "quoted")
        chat.page.context.close()

    assert len(figures.milliseconds["quoted: question to whole answer"]) == TIMES


def test_answers_of_a_language_model(
    open_chat: OpenChat, sample: Path, tmp_path: Path, figures: Figures
) -> None:
    with llm_stub([YES]) as stub, served(sample, using(stub), tmp_path / "llm.log") as url:
        open_measured(open_chat, url).ask(SPOUSE)
        for _ in range(TIMES):
            chat = open_measured(open_chat, url)
            ask_and_note(chat, SPOUSE, sample, figures, "model")
            chat.page.context.close()

    assert len(figures.milliseconds["model: question to first visible token"]) == TIMES


@pytest.mark.parametrize(("before", "conversations", "measured_in_each"), [(9, 4, 5), (39, 2, 10)])
def test_a_question_late_in_a_conversation(
    open_chat: OpenChat,
    chat_url: str,
    sample: Path,
    figures: Figures,
    before: int,
    conversations: int,
    measured_in_each: int,
) -> None:
    way = f"question {before + 1} and on, quoted"
    for _ in range(conversations):
        chat = open_measured(open_chat, chat_url)
        for number in range(before):
            chat.ask(QUESTIONS[number % len(QUESTIONS)])
        for number in range(measured_in_each):
            ask_and_note(chat, QUESTIONS[number % len(QUESTIONS)], sample, figures, way)
        expect(chat.answers).to_have_count(before + measured_in_each)
        chat.page.context.close()

    assert len(figures.milliseconds[f"{way}: question to whole answer"]) == TIMES
