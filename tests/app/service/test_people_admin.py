"""Accounts as an admin manages them on the page: checked at each call, and noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.auth.visitor import Visitor
from app.database.stored_text import now
from app.domain.person import Person
from app.i18n import texts
from app.records.opening import Records, open_records
from app.service.people_admin import PeopleAdmin
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.settings.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with closing(open_records(Settings().database, tmp_path)) as opened:
        yield opened


@pytest.fixture
def people(records: Records) -> PeopleAdmin:
    return PeopleAdmin(records, lambda: "eve")


def given() -> str:
    return PASSWORD


def noted(records: Records) -> list[tuple[str, str]]:
    return [(event.person, event.what) for event in records.audit.events()]


def test_each_change_is_noted_with_who_made_it(people: PeopleAdmin, records: Records) -> None:
    people.add("Ann", Role.READER, ("staff",), given)
    people.set_role("ann", Role.CURATOR)
    people.set_groups("ann", ["staff", "claims"])
    people.set_password("ann", given)
    people.remove("ann", conversations=False)

    assert noted(records) == [
        ("eve", "added ann as reader of staff"),
        ("eve", "made ann curator"),
        ("eve", "put ann into staff, claims"),
        ("eve", "set the password of ann"),
        ("eve", "removed ann, with 0 conversations"),
    ]


def test_rows_tell_sessions_and_when_somebody_was_last_seen(
    people: PeopleAdmin, records: Records
) -> None:
    people.add("ann", Role.READER, ("staff",), given)
    records.accounts.begin_session("ann", "hash", now() + timedelta(hours=1))
    records.accounts.begin_session("ann", "old", now() - timedelta(hours=1))

    (before,) = people.rows()
    ended = people.end_sessions("ann")
    (after,) = people.rows()

    assert (before.sessions, ended, after.sessions) == (1, 2, 0)
    assert before.last_seen is None
    assert not before.locked


def test_a_removed_persons_conversations_go_only_if_asked(
    people: PeopleAdmin, records: Records
) -> None:
    for name in ("ann", "bob"):
        people.add(name, Role.READER, (), given)
        records.conversations.start("demo", name)

    assert people.remove("ann", conversations=False) == ("ann", 0)
    assert people.remove("bob", conversations=True) == ("bob", 1)
    assert len(records.conversations.threads("ann")) == 1
    assert records.conversations.threads("bob") == []


def test_nobody_takes_their_own_role_or_account(people: PeopleAdmin) -> None:
    people.add("eve", Role.ADMIN, (), given)

    with pytest.raises(InputError, match="your own"):
        people.set_role("eve", Role.READER)
    with pytest.raises(InputError, match="your own"):
        people.remove("eve", conversations=False)


@pytest.mark.parametrize("name", ["", "two words", "ann"])
def test_a_bad_or_taken_name_is_refused_before_a_password_is_asked_for(
    people: PeopleAdmin, name: str
) -> None:
    people.add("ann", Role.READER, (), given)

    def asked() -> str:
        raise AssertionError("asked for a password")

    with pytest.raises(InputError):
        people.add(name, Role.READER, (), asked)


def test_a_short_password_changes_nothing(people: PeopleAdmin, records: Records) -> None:
    with pytest.raises(InputError, match="characters"):
        people.add("ann", Role.READER, (), lambda: "short")

    assert records.accounts.accounts() == []


def test_only_an_admin_may_at_the_moment_of_the_call(records: Records) -> None:
    visitor = Visitor.always(Person("carl", Role.CURATOR, ("staff",)))
    people = PeopleAdmin(records, lambda: visitor.admin().name)

    with pytest.raises(NotPermitted, match=texts.ADMINS_ONLY):
        people.rows()
    with pytest.raises(NotPermitted):
        people.add("ann", Role.READER, (), given)
