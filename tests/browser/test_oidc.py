"""Sign-in by an OpenID Connect provider, in the running page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat, free_port, served
from tests.oidc_stub import CLIENT, Provider, oidc_provider


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as stub:
        yield stub


@pytest.fixture(scope="module")
def url(
    provider: Provider, sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the page to people whom the provider knows."""
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "for a test only, of some length"
client_id = "{CLIENT}"
client_secret = "for a test only"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"
"""
    )
    settings = {
        "CITEWELL_SIGN_IN": "oidc",
        "CITEWELL_OIDC_GROUPS_CLAIM": "groups",
        "CITEWELL_CURATOR_GROUPS": "writers",
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }
    with served(sample, settings, folder / "page.log", port=port) as address:
        yield address


def come_in(chat: Chat) -> None:
    chat.page.get_by_role("button", name=texts.SIGN_IN).click()


def test_the_provider_says_who_comes_in_with_which_groups_and_role(
    open_chat: OpenChat, url: str, provider: Provider
) -> None:
    provider.claims = {"email": "ann@desk.org", "groups": ["staff", "writers"]}
    chat = open_chat(url)
    expect(chat.page.get_by_text(texts.SIGN_IN_WITH_PROVIDER)).to_be_visible()
    expect(chat.input).to_have_count(0)

    come_in(chat)

    expect(chat.page.get_by_text("Signed in as ann@desk.org (curator)")).to_be_visible()
    chat.reload()
    chat.page.get_by_role("button", name=texts.SIGN_OUT).click()
    expect(chat.page.get_by_role("button", name=texts.SIGN_IN)).to_be_visible()


@pytest.mark.parametrize(
    "claims", [{"groups": ["staff"]}, {"email": "ann@desk.org", "email_verified": False}]
)
def test_whom_the_provider_does_not_name_stays_outside(
    open_chat: OpenChat, url: str, provider: Provider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    chat = open_chat(url)

    come_in(chat)

    expect(chat.page.get_by_role("alert")).to_contain_text("Tell your administrator")
    expect(chat.input).to_have_count(0)


def test_a_token_from_too_long_ago_is_a_session_that_ended(
    open_chat: OpenChat, url: str, provider: Provider
) -> None:
    provider.claims = {"email": "ann@desk.org", "iat": int(time.time()) - 13 * 3600}
    chat = open_chat(url)

    come_in(chat)

    expect(chat.page.get_by_text(texts.SESSION_ENDED)).to_be_visible()
    expect(chat.input).to_have_count(0)
