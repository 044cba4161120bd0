"""What the doctor says of database, sign-in and retention."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.domain.person import Person
from citewell.doctor.checks import Check, State
from citewell.doctor.database import check_people
from knowledge.domain.access import Role
from tests.flat_settings import settings_with
from tests.opening import open_records


def checked(tmp_path: Path, **values: object) -> dict[str, Check]:
    settings = settings_with(**{"data_dir": tmp_path, **values})
    return {check.subject: check for check in check_people(settings)}


def add(tmp_path: Path, role: Role) -> None:
    with closing(open_records(settings_with(data_dir=tmp_path))) as records:
        records.accounts.add(Person("ann", role, ("staff",)), "hash")


def test_a_desk_of_ones_own_needs_no_sign_in(tmp_path: Path) -> None:
    checks = checked(tmp_path, retention_days=30)

    assert checks["sign-in"].state is State.OK
    assert checks["database"].found == f"{tmp_path / 'conversations.sqlite3'}, 0 accounts"
    assert checks["retention"].found.endswith("are kept 30 days")


def test_a_page_that_others_reach_without_sign_in_is_warned_of(tmp_path: Path) -> None:
    check = checked(tmp_path, chat_host="0.0.0.0")["sign-in"]

    assert check.state is State.WARNING
    assert "whoever reaches it is an admin" in check.found


@pytest.mark.parametrize(
    ("values", "state", "found"),
    [
        ({"sign_in": "proxy"}, State.WRONG, "anybody could send its headers"),
        ({"sign_in": "proxy", "proxy_secret": SecretStr("x")}, State.OK, "a shared secret"),
        ({"sign_in": "proxy", "proxy_addresses": ("10.0.0.5",)}, State.OK, "addresses only"),
        ({"sign_in": "oidc"}, State.WRONG, "there is no secrets.toml"),
        ({"sign_in": "accounts"}, State.WRONG, "nobody has one"),
    ],
)
def test_a_sign_in_that_lets_nobody_or_anybody_in_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, object],
    state: State,
    found: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    check = checked(tmp_path, **values)["sign-in"]

    assert (check.state, found in check.found) == (state, True)


@pytest.mark.parametrize(("role", "state"), [(Role.READER, State.WARNING), (Role.ADMIN, State.OK)])
def test_a_desk_whose_people_only_read_is_warned_of(
    tmp_path: Path, role: Role, state: State
) -> None:
    add(tmp_path, role)

    assert checked(tmp_path, sign_in="accounts")["sign-in"].state is state


def test_a_server_that_is_not_there_is_wrong_and_its_password_unsaid(tmp_path: Path) -> None:
    url = SecretStr("postgresql://citewell:hush@127.0.0.1:9/records")

    check = checked(tmp_path, database_url=url)["database"]

    assert check.state is State.WRONG
    assert "127.0.0.1:9/records" in check.found
    assert "hush" not in check.found
