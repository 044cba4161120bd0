"""Who may come in, and what each person sees: in the running page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from app.i18n import curator_texts, texts
from tests.browser.chatting import Chat
from tests.browser.conftest import ROOT, OpenChat, environment, served
from tests.browser.header_proxy import proxied

PASSWORD = "correct horse battery"
SALARY = "salary of the director"
FIGURE = "417,000"
BOARD_TITLE = "Executive pay plan"
BOARD = f"""---
title: {BOARD_TITLE}
document_key: executive-pay
groups: [board]
---

# {BOARD_TITLE}

## Director

The salary of the director is {FIGURE} dollars a year. The board sets the salary each spring.
"""
STAFF = """---
title: Parking rules
document_key: parking
groups: [staff]
---

# Parking rules

## Passes

A parking pass costs five dollars a day. Staff order a parking pass at the front desk.

## Visitors

Visitors park in lot C. A visitor parks without a pass for two hours.
"""
PEOPLE = (
    ("ann", "reader", "staff"),
    ("bob", "reader", "staff"),
    ("cleo", "curator", "staff"),
    ("dora", "reader", "board,staff"),
)

SignIn = Callable[..., Chat]


def citewell(data: Path, *arguments: str, typed: str = "") -> str:
    """Run the command and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "citewell", *arguments],
        cwd=ROOT,
        env=environment(data),
        input=typed,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a document for the staff, one for the board, and four people."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "documents").mkdir()
    (folder / "documents" / "parking.md").write_text(STAFF)
    (folder / "documents" / "pay.md").write_text(BOARD)
    citewell(folder / "data", "ingest", str(folder / "documents"), "--kb", "demo")
    for name, role, groups in PEOPLE:
        options = ("--role", role, "--groups", groups, "--password-stdin")
        citewell(folder / "data", "people", "add", name, *options, typed=f"{PASSWORD}\n")
    return folder / "data"


@pytest.fixture(scope="module")
def url(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page to people with accounts."""
    log = tmp_path_factory.mktemp("log") / "people.log"
    with served(data, {"CITEWELL_SIGN_IN": "accounts"}, log) as address:
        yield address


def fill_in(chat: Chat, name: str, password: str = PASSWORD) -> None:
    """Type name and password and send them."""
    chat.page.get_by_label(texts.SIGN_IN_NAME, exact=True).fill(name)
    chat.page.get_by_label(texts.SIGN_IN_PASSWORD, exact=True).fill(password)
    chat.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()


def asked_to_sign_in(chat: Chat) -> Locator:
    return chat.page.get_by_role("heading", name=texts.SIGN_IN)


def signed_in(chat: Chat) -> Locator:
    return chat.page.locator(".st-key-signed_in")


@pytest.fixture
def sign_in(open_chat: OpenChat, url: str) -> SignIn:
    def entered(name: str, **options: object) -> Chat:
        chat = open_chat(url, **options)
        expect(asked_to_sign_in(chat)).to_be_visible()
        fill_in(chat, name)
        expect(chat.input).to_be_visible()
        return chat

    return entered


def test_nothing_is_shown_before_the_sign_in(
    open_chat: OpenChat, url: str, screenshots: Path
) -> None:
    chat = open_chat(url)

    expect(asked_to_sign_in(chat)).to_be_visible()

    chat.settle()
    chat.page.screenshot(path=screenshots / "sign-in.png")
    expect(chat.input).to_have_count(0)
    expect(chat.page.get_by_text(texts.CONVERSATIONS, exact=True)).to_have_count(0)
    assert chat.script_errors == []
    assert chat.left_the_machine == []


def test_the_sign_in_fits_a_phone_in_the_dark(
    open_chat: OpenChat, url: str, screenshots: Path
) -> None:
    chat = open_chat(url, scheme="dark", width=390, height=780)
    expect(asked_to_sign_in(chat)).to_be_visible()

    fill_in(chat, "ann", "a wrong password")

    expect(chat.page.get_by_role("alert")).to_be_visible()
    chat.settle()
    chat.page.screenshot(path=screenshots / "sign-in-phone-dark.png")
    wide = chat.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("ann", "a wrong password", "The name or the password is wrong"),
        ("nobody", PASSWORD, "The name or the password is wrong"),
        ("", "", texts.SIGN_IN_BOTH),
    ],
)
def test_who_types_something_wrong_stays_outside(
    open_chat: OpenChat, url: str, name: str, password: str, said: str
) -> None:
    chat = open_chat(url)
    expect(asked_to_sign_in(chat)).to_be_visible()

    fill_in(chat, name, password)

    expect(chat.page.get_by_role("alert")).to_contain_text(said)
    expect(chat.input).to_have_count(0)


def test_a_reload_and_another_tab_stay_signed_in_until_signing_out(
    sign_in: SignIn, url: str, screenshots: Path
) -> None:
    chat = sign_in("ann")
    expect(signed_in(chat)).to_contain_text("Signed in as ann (reader)")
    chat.settle()
    chat.page.screenshot(path=screenshots / "signed-in.png")
    chat.reload()
    other = chat.page.context.new_page()
    other.goto(url)
    expect(Chat(other).input).to_be_visible()

    signed_in(chat).get_by_role("button", name=texts.SIGN_OUT).click()

    expect(asked_to_sign_in(chat)).to_be_visible()
    chat.page.reload()
    expect(asked_to_sign_in(chat)).to_be_visible()
    other.reload()
    expect(asked_to_sign_in(Chat(other))).to_be_visible()
    cookies = [cookie["name"] for cookie in chat.page.context.cookies()]
    assert "citewell_session" not in cookies


def test_the_cookie_is_sent_to_this_page_only_and_ends(sign_in: SignIn) -> None:
    chat = sign_in("ann")
    chat.settle()

    (cookie,) = [c for c in chat.page.context.cookies() if c["name"] == "citewell_session"]

    now = chat.page.evaluate("Date.now() / 1000")
    assert cookie["sameSite"] == "Strict"
    assert 11.9 * 3600 < cookie["expires"] - now <= 12 * 3600


def test_an_account_that_is_removed_is_out_at_the_next_click(sign_in: SignIn, data: Path) -> None:
    options = ("--groups", "staff", "--password-stdin")
    citewell(data, "people", "add", "gone", *options, typed=f"{PASSWORD}\n")
    chat = sign_in("gone")

    citewell(data, "people", "remove", "gone")
    chat.type_question("What does a parking pass cost?")

    expect(asked_to_sign_in(chat)).to_be_visible()
    expect(chat.answers).to_have_count(0)


PAGES = {"knowledge": curator_texts.KNOWLEDGE_PAGE, "quality": curator_texts.QUALITY_PAGE}


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_is_offered_no_curators_page_and_reaches_none(
    sign_in: SignIn, url: str, path: str
) -> None:
    chat = sign_in("ann")
    offered = chat.page.get_by_role("link", name=PAGES[path]).count()

    chat.page.goto(f"{url}/{path}")

    expect(chat.page.get_by_test_id("stSidebar")).to_be_visible()
    chat.settle()
    heading = re.compile("Documents|Quality")
    expect(chat.page.get_by_role("heading", name=heading)).to_have_count(0)
    expect(chat.page.get_by_test_id("stFileUploader")).to_have_count(0)
    assert offered == 0


@pytest.mark.parametrize("name", PAGES.values())
def test_a_curator_is_offered_the_curators_pages(sign_in: SignIn, name: str) -> None:
    chat = sign_in("cleo")

    expect(signed_in(chat)).to_contain_text("Signed in as cleo (curator)")
    expect(chat.page.get_by_role("link", name=name)).to_be_visible()


def everything(chat: Chat) -> str:
    """Return all that the page holds, what is folded away included, and its address."""
    chat.settle()
    return f"{chat.page.content()} {chat.page.inner_text('body')} {chat.page.url}"


def test_the_boards_people_find_the_boards_document(sign_in: SignIn) -> None:
    chat = sign_in("dora")

    answer = chat.ask(f"What is the {SALARY}?")

    expect(answer).to_contain_text(FIGURE)
    assert BOARD_TITLE in "".join(chat.source_titles(answer))


@pytest.mark.parametrize("name", ["ann", "cleo"])
def test_another_groups_document_is_nowhere_on_the_page(
    sign_in: SignIn, screenshots: Path, name: str
) -> None:
    chat = sign_in(name)

    chat.ask(f"What is the {SALARY}?")
    chat.ask("And what does a parking pass cost?")
    chat.page.locator(".cw-text .cw-marker").first.click()
    expect(chat.source).to_be_visible()

    seen = everything(chat)
    chat.page.screenshot(path=screenshots / f"groups-{name}.png")
    assert "five dollars" in seen
    assert FIGURE not in seen
    assert BOARD_TITLE not in seen
    assert "executive-pay" not in seen


def test_another_groups_document_is_in_no_export(sign_in: SignIn) -> None:
    chat = sign_in("ann")
    chat.ask(f"What is the {SALARY}?")

    chat.page.get_by_role("button", name=texts.EXPORT).click()
    with chat.page.expect_download() as saved:
        chat.page.get_by_role("button", name=texts.EXPORT_AS["json"]).click()

    written = Path(saved.value.path()).read_text()
    assert SALARY in written
    assert FIGURE not in written
    assert BOARD_TITLE not in written
    assert "executive-pay" not in written


def test_nobody_sees_another_persons_conversations(sign_in: SignIn, url: str) -> None:
    hers = sign_in("dora")
    hers.ask(f"What is the {SALARY}, please?")
    hers.settle()
    address = hers.page.url
    assert "c=" in address

    his = sign_in("bob")
    listed = everything(his)
    his.page.goto(f"{url}/?{urlsplit(address).query}")
    expect(his.input).to_be_visible()
    opened = everything(his)

    assert SALARY not in listed
    assert FIGURE not in opened
    expect(his.answers).to_have_count(0)
    expect(his.questions).to_have_count(0)


def test_the_next_person_at_the_same_browser_finds_nothing_of_the_last(sign_in: SignIn) -> None:
    chat = sign_in("dora")
    chat.ask(f"What is the {SALARY} today?")
    chat.input.fill("a half typed secret")
    chat.settle()

    signed_in(chat).get_by_role("button", name=texts.SIGN_OUT).click()
    expect(asked_to_sign_in(chat)).to_be_visible()
    fill_in(chat, "bob")
    expect(chat.input).to_be_visible()

    seen = everything(chat)
    assert FIGURE not in seen
    assert SALARY not in seen
    expect(chat.input).to_have_value("")


def test_what_people_did_is_in_the_audit_log(sign_in: SignIn, data: Path) -> None:
    chat = sign_in("cleo")
    chat.ask("May member 123456789 order a parking pass?")

    events = json.loads(citewell(data, "audit", "--json", "--person", "cleo"))["events"]

    said = [(event["action"], event["what"]) for event in events[-3:]]
    assert said[:2] == [
        ("signed in", ""),
        ("asked", "May member [MEMBER_1] order a parking pass?"),
    ]
    assert said[2][0] == "saw sources"
    assert "parking" in said[2][1]


@pytest.fixture(scope="module")
def proxied_url(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page behind a proxy that is to be trusted by its secret."""
    settings = {
        "CITEWELL_SIGN_IN": "proxy",
        "CITEWELL_PROXY_SECRET": "hush",
        "CITEWELL_PROXY_GROUPS_HEADER": "X-Forwarded-Groups",
        "CITEWELL_CURATOR_GROUPS": "writers",
    }
    with served(data, settings, tmp_path_factory.mktemp("log") / "proxied.log") as address:
        yield address


def through(proxied_url: str, **headers: str) -> dict[str, str]:
    return {"X-Forwarded-User": "eve", "X-Citewell-Proxy-Secret": "hush", **headers}


def test_the_proxys_word_is_who_somebody_is(open_chat: OpenChat, proxied_url: str) -> None:
    port = urlsplit(proxied_url).port
    assert port is not None
    headers = through(proxied_url, **{"X-Forwarded-Groups": "board,writers"})

    with proxied(port, headers) as address:
        chat = open_chat(address)
        expect(signed_in(chat)).to_contain_text("Signed in as eve (curator)")
        answer = chat.ask(f"What is the {SALARY}?")

        expect(answer).to_contain_text(FIGURE)
        expect(signed_in(chat).get_by_role("button", name=texts.SIGN_OUT)).to_have_count(0)


@pytest.mark.parametrize(
    "forged", [{"X-Citewell-Proxy-Secret": "guess"}, {"X-Citewell-Proxy-Secret": ""}]
)
def test_who_goes_round_the_proxy_is_refused(
    open_chat: OpenChat, proxied_url: str, forged: dict[str, str]
) -> None:
    port = urlsplit(proxied_url).port
    assert port is not None

    with proxied(port, through(proxied_url, **forged)) as address:
        chat = open_chat(address)

        expect(chat.page.get_by_role("alert")).to_contain_text(
            "only be reached through your organisation's sign-in proxy"
        )
        expect(chat.input).to_have_count(0)
