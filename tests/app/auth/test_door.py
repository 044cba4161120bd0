"""How people come in: what is set, what is noted, what the page's process is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.auth.sign_in import Authenticator
from app.chat_command import chat_environment
from app.database.audit import Action
from app.database.engine import Database, file_url
from app.database.stored_text import now
from app.domain.person import Person
from app.records.opening import Records, records_in
from app.records.stored_conversations import shown_sources
from knowledge.domain.access import Role
from knowledge.domain.errors import ConfigurationError
from knowledge.settings.settings import Settings
from tests.app.database.answers import BONUS, GRACE, answer
from tests.flat_settings import settings_with


def settings(**values: object) -> Settings:
    return settings_with(**{"reader_groups": ("staff",), **values})


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = records_in(Database(file_url(tmp_path / "records.sqlite3")))
    yield opened
    opened.close()


def test_without_sign_in_everybody_is_one_admin_of_the_readers_groups() -> None:
    auth = Authenticator(settings().auth, None)

    assert (auth.mode, auth.unsigned) == ("none", Person("", Role.ADMIN, ("staff",)))


def test_a_proxy_that_nothing_makes_trusted_opens_no_door(records: Records) -> None:
    with pytest.raises(ConfigurationError, match="nothing says which proxy to trust"):
        Authenticator(settings(sign_in="proxy").auth, records)


def test_the_door_asks_the_proxy(records: Records) -> None:
    auth = Authenticator(settings(sign_in="proxy", proxy_addresses=("127.0.0.1",)).auth, records)

    assert auth.proxied({"x-forwarded-user": ("ann",)}, "") == Person(
        "ann", Role.READER, ("staff",)
    )


def test_a_session_is_over_after_its_hours(records: Records) -> None:
    auth = Authenticator(settings(session_hours=2).auth, records)

    assert not auth.over(now() - timedelta(minutes=119))
    assert auth.over(now() - timedelta(minutes=121))


def test_the_door_notes_who_came_and_a_desk_without_records_nothing(records: Records) -> None:
    Authenticator(settings().auth, None).note("ann", Action.SIGNED_IN)
    Authenticator(settings().auth, records).note("bob", Action.SIGN_IN_FAILED, "no such claim")

    assert [(each.person, each.action, each.what) for each in records.audit.events()] == [
        ("bob", "sign-in failed", "no such claim")
    ]


def test_behind_a_proxy_the_server_believes_no_visitors_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEPT", "yes")
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)

    behind = chat_environment(settings(sign_in="proxy", proxy_secret=SecretStr("hush")).auth)
    alone = chat_environment(settings().auth)

    assert (behind["FORWARDED_ALLOW_IPS"], behind["KEPT"]) == ("", "yes")
    assert "FORWARDED_ALLOW_IPS" not in alone


def test_shown_sources_are_named_once_each() -> None:
    said = shown_sources(answer("q", GRACE, BONUS, GRACE))

    assert said == "premiums.md § Guide; salaries.md § Guide"
    assert shown_sources(answer("q")) == "none"
