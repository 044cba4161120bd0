"""The sign-in as Streamlit draws it, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from streamlit.testing.v1 import AppTest

import app
from app.domain.person import Person
from app.i18n import texts
from app.records.opening import open_records
from knowledge.domain.access import Role
from knowledge.settings.settings import Settings

MAIN = str(Path(app.__file__).with_name("main.py"))
PASSWORD = "correct horse battery"

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    with closing(open_records(Settings().database, Settings().data_dir)) as records:
        hashed = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)
        records.accounts.add(Person("ann", Role.READER, ("staff",)), hashed)

    def page(**settings: str) -> AppTest:
        for name, value in settings.items():
            monkeypatch.setenv(f"CITEWELL_{name.upper()}", value)
        st.cache_resource.clear()
        return AppTest.from_file(MAIN, default_timeout=30).run()

    yield page
    st.cache_resource.clear()


def drawn(page: AppTest) -> str:
    """Return all that the page drew as HTML."""
    return " ".join(element.proto.body for element in page.get("html"))


def sign_in(page: AppTest, name: str, password: str) -> None:
    page.text_input[0].input(name)
    page.text_input[1].input(password)
    page.button[0].click().run()


def test_with_accounts_nothing_but_the_sign_in_is_drawn(open_page: OpenPage) -> None:
    page = open_page(sign_in="accounts")

    assert [field.label for field in page.text_input] == [
        texts.SIGN_IN_NAME,
        texts.SIGN_IN_PASSWORD,
    ]
    assert texts.NO_KNOWLEDGE_BASE not in drawn(page)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("ann", "wrong password", "The name or the password is wrong"),
        ("bob", PASSWORD, "The name or the password is wrong"),
        ("", "", texts.SIGN_IN_BOTH),
    ],
)
def test_what_is_wrong_is_said_and_nothing_else_drawn(
    open_page: OpenPage, name: str, password: str, said: str
) -> None:
    page = open_page(sign_in="accounts")

    sign_in(page, name, password)

    assert said in drawn(page)
    assert texts.NO_KNOWLEDGE_BASE not in drawn(page)


def test_the_right_password_opens_the_page_and_signing_out_shuts_it(open_page: OpenPage) -> None:
    page = open_page(sign_in="accounts")

    sign_in(page, "Ann", PASSWORD)
    inside = drawn(page)
    page.button(key="sign_out").click().run()

    assert texts.NO_KNOWLEDGE_BASE in inside
    assert "Signed in as ann (reader)" in inside
    assert texts.NO_KNOWLEDGE_BASE not in drawn(page)
    assert len(page.text_input) == 2


def test_without_sign_in_nobody_is_asked(open_page: OpenPage) -> None:
    page = open_page()

    assert texts.NO_KNOWLEDGE_BASE in drawn(page)
    assert "Signed in as" not in drawn(page)
    assert len(page.text_input) == 0


def test_who_may_add_documents_is_led_to_where_they_are_added(open_page: OpenPage) -> None:
    page = open_page()
    reader = open_page(sign_in="accounts")
    sign_in(reader, "Ann", PASSWORD)

    assert len(page.get("page_link")) == 1
    assert len(reader.get("page_link")) == 0


def test_what_did_not_come_through_the_proxy_is_refused(open_page: OpenPage) -> None:
    page = open_page(sign_in="proxy", proxy_secret="hush")

    assert "only be reached through your organisation" in drawn(page)
    assert texts.NO_KNOWLEDGE_BASE not in drawn(page)


def test_a_proxy_that_nothing_makes_trusted_opens_nothing(open_page: OpenPage) -> None:
    page = open_page(sign_in="proxy")

    assert "anybody could send its headers" in drawn(page)
    assert texts.NO_KNOWLEDGE_BASE not in drawn(page)


def test_a_provider_that_is_not_set_up_is_said(open_page: OpenPage) -> None:
    page = open_page(sign_in="oidc")

    assert "has no [auth] section" in drawn(page)
    assert texts.NO_KNOWLEDGE_BASE not in drawn(page)
