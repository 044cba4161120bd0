"""`citewell people` and `citewell audit`, as they are typed."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.auth.accounts import AccountSignIn
from app.domain.person import Person
from app.records.opening import Records, open_records
from citewell import audit as audit_command
from citewell import people as people_command
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError, SignInRefused
from knowledge.settings.settings import Settings
from tests.citewell.schemas import faults

PASSWORD = "correct horse battery"
STDIN = "--password-stdin"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITEWELL_SIGN_IN", "accounts")
    return tmp_path / "data"


def people(*arguments: str, typed: str = f"{PASSWORD}\n") -> str:
    result = CliRunner().invoke(people_command.app, arguments, input=typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def audit(*arguments: str) -> str:
    result = CliRunner().invoke(audit_command.app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def records() -> closing[Records]:
    return closing(open_records(Settings().database, Settings().data_dir))


def who(name: str, password: str = PASSWORD) -> Person | None:
    """Sign in and return who that is."""
    with records() as kept:
        auth = AccountSignIn(kept.accounts, kept.audit, session_hours=1)
        return auth.person(auth.sign_in(name, password))


def test_who_is_added_can_sign_in() -> None:
    said = people("add", "Ann", "--role", "curator", "--groups", "staff, claims", STDIN)

    assert said == "Added ann: curator, groups staff, claims.\n"
    assert who("ann") == Person("ann", Role.CURATOR, ("staff", "claims"))


def test_groups_are_the_readers_unless_told() -> None:
    people("add", "ann", STDIN)

    assert who("ann") == Person("ann", Role.READER, ("staff",))


def test_a_name_is_taken_once() -> None:
    people("add", "ann", STDIN)

    with pytest.raises(InputError, match="There is an account 'ann' already"):
        people("add", "ANN", STDIN)


@pytest.mark.parametrize("name", ["", " ", "two words", "line\nbreak"])
def test_a_name_that_cannot_be_typed_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="cannot be a name"):
        people("add", name, STDIN)


def test_a_short_password_is_refused_and_nobody_is_added() -> None:
    with pytest.raises(InputError, match="The password has 5 characters"):
        people("add", "ann", STDIN, typed="short\n")

    assert people("list") == "Nobody has an account yet: citewell people add NAME.\n"


def test_role_groups_and_password_are_changed() -> None:
    people("add", "ann", STDIN)

    people("role", "ann", "admin")
    people("groups", "ann", "board")
    people("password", "ann", STDIN, typed="another long password\n")

    assert who("ann", "another long password") == Person("ann", Role.ADMIN, ("board",))
    with pytest.raises(SignInRefused):
        who("ann")


def test_who_is_removed_is_gone_with_conversations_if_asked() -> None:
    people("add", "ann", STDIN)
    with records() as kept:
        kept.conversations.ask(kept.conversations.start("demo", "ann").id, "question")

    said = people("remove", "ann", "--conversations")

    assert said == "Removed ann; 1 conversation(s) deleted.\n"
    with records() as kept:
        assert kept.conversations.threads("ann") == []
        assert kept.accounts.accounts() == []


@pytest.mark.parametrize("command", [("role", "bob", "admin"), ("remove", "bob")])
def test_somebody_unknown_is_named(command: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="There is no account 'bob'"):
        people(*command)


def test_the_list_is_as_its_schema_says_and_holds_no_hash() -> None:
    people("add", "ann", STDIN)

    listed = people("list", "--json")

    assert faults(json.loads(listed), "people") == []
    assert "argon2" not in listed
    assert people("list").splitlines()[1].startswith("ann   reader  staff")


def test_changes_of_people_are_in_the_audit_log() -> None:
    people("add", "ann", STDIN)
    people("role", "ann", "curator")

    events = json.loads(audit("--json"))

    assert faults(events, "audit") == []
    assert [event["what"] for event in events["events"]] == [
        "added ann as reader of staff",
        "made ann curator",
    ]
