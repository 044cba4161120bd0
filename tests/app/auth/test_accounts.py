"""Failed sign-ins by where they come from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.auth.accounts import (
    ADDRESS_MINUTES,
    LOCKED_MINUTES,
    MOST_FAILURES,
    MOST_FROM_ADDRESS,
    AccountSignIn,
    Attempts,
)
from app.database.audit import Action
from app.domain.person import Person
from app.records.opening import Records
from knowledge.domain.access import Role
from knowledge.domain.errors import SignInRefused
from tests.app.auth.conftest import PASSWORD, QUICK, Clock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_so_many_may_fail_in_a_while_and_no_more() -> None:
    attempts = Attempts(most=2, minutes=10)

    first = [attempts.begin("192.0.2.1", NOON) for _ in range(3)]
    later = attempts.begin("192.0.2.1", NOON + timedelta(minutes=10))

    assert first == [True, True, False]
    assert later


def test_one_that_succeeds_is_not_counted_and_lifts_nothing() -> None:
    attempts = Attempts(most=2, minutes=10)
    attempts.begin("192.0.2.1", NOON)

    attempts.begin("192.0.2.1", NOON)
    attempts.succeeded("192.0.2.1")

    assert [attempts.begin("192.0.2.1", NOON) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "no address", True),
    ],
)
def test_what_counts_as_one_place(one: str, other: str, same: bool) -> None:
    attempts = Attempts(most=1, minutes=10)
    attempts.begin(one, NOON)

    assert attempts.begin(other, NOON) is not same


def test_a_flood_of_addresses_fills_no_memory() -> None:
    attempts = Attempts(most=1, minutes=10)

    for number in range(10_100):
        attempts.begin(f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}", NOON)

    assert attempts.places() == 10_000


def fail(auth: AccountSignIn, times: int) -> None:
    """Try wrong passwords."""
    for _ in range(times):
        with pytest.raises(SignInRefused):
            auth.sign_in("ann", "wrong password")


def test_the_right_password_begins_a_session(auth: AccountSignIn) -> None:
    token = auth.sign_in(" Ann ", PASSWORD)

    assert auth.person(token) == Person("ann", Role.CURATOR, ("staff",))


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("bob", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_is_refused_in_the_same_words(
    auth: AccountSignIn, records: Records, name: str, password: str
) -> None:
    with pytest.raises(SignInRefused, match="The name or the password is wrong, or the account"):
        auth.sign_in(name, password)

    assert [(event.person, event.action) for event in records.audit.events()] == [
        (name, "sign-in failed")
    ]


def test_after_too_many_wrong_passwords_the_right_one_waits(
    auth: AccountSignIn, clock: Clock
) -> None:
    fail(auth, MOST_FAILURES)
    with pytest.raises(SignInRefused):
        auth.sign_in("ann", PASSWORD)

    clock.time += timedelta(minutes=LOCKED_MINUTES)

    assert auth.person(auth.sign_in("ann", PASSWORD)) is not None


def test_the_right_password_forgets_the_wrong_ones(auth: AccountSignIn) -> None:
    fail(auth, MOST_FAILURES - 1)
    auth.sign_in("ann", PASSWORD)
    fail(auth, MOST_FAILURES - 1)

    assert auth.person(auth.sign_in("ann", PASSWORD)) is not None


def test_a_session_ends_after_its_hours(auth: AccountSignIn, clock: Clock) -> None:
    token = auth.sign_in("ann", PASSWORD)

    clock.time += timedelta(hours=2)

    assert auth.person(token) is None


def test_signing_out_ends_the_session_and_no_other(auth: AccountSignIn) -> None:
    here, elsewhere = auth.sign_in("ann", PASSWORD), auth.sign_in("ann", PASSWORD)

    auth.sign_out(here)

    assert auth.person(here) is None
    assert auth.person(elsewhere) is not None


@pytest.mark.parametrize("token", ["", "guess", "x" * 10_000])
def test_a_token_that_was_never_given_is_nobodys(auth: AccountSignIn, token: str) -> None:
    assert auth.person(token) is None


def test_a_change_of_role_or_groups_counts_at_once(auth: AccountSignIn, records: Records) -> None:
    token = auth.sign_in("ann", PASSWORD)

    records.accounts.set_role("ann", Role.READER)
    records.accounts.set_groups("ann", ["claims"])

    assert auth.person(token) == Person("ann", Role.READER, ("claims",))


def test_a_new_password_ends_sessions_and_lifts_a_lock(
    auth: AccountSignIn, records: Records
) -> None:
    token = auth.sign_in("ann", PASSWORD)
    fail(auth, MOST_FAILURES)

    records.accounts.set_password("ann", QUICK.hash("another long password"))

    assert auth.person(token) is None
    assert auth.person(auth.sign_in("ann", "another long password")) is not None


def test_who_is_removed_is_out_at_once(auth: AccountSignIn, records: Records) -> None:
    token = auth.sign_in("ann", PASSWORD)

    records.accounts.remove("ann")

    assert auth.person(token) is None


def test_neither_passwords_nor_tokens_are_in_the_file(
    auth: AccountSignIn, records: Records, tmp_path: Path
) -> None:
    token = auth.sign_in("ann", PASSWORD)
    records.close()

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("records.sqlite3*"))

    assert b"argon2id" in kept
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept


def test_attempts_from_one_address_are_limited_whatever_the_names(
    auth: AccountSignIn, clock: Clock
) -> None:
    for number in range(MOST_FROM_ADDRESS):
        with pytest.raises(SignInRefused, match="The name or the password is wrong"):
            auth.sign_in(f"name {number}", "wrong password", address="203.0.113.7")

    with pytest.raises(SignInRefused, match="Too many failed sign-ins"):
        auth.sign_in("ann", PASSWORD, address="203.0.113.7")

    assert auth.sign_in("ann", PASSWORD, address="203.0.113.8")
    clock.time += timedelta(minutes=ADDRESS_MINUTES)
    assert auth.sign_in("ann", PASSWORD, address="203.0.113.7")


def test_what_was_typed_as_a_name_is_cleaned_and_cut_before_it_is_written_down(
    auth: AccountSignIn, records: Records
) -> None:
    typed = "\x1b[2Jann\r\n\u202egpj" + "x" * 10_000

    with pytest.raises(SignInRefused):
        auth.sign_in(typed, "wrong password")

    (event,) = records.audit.events(action=Action.SIGN_IN_FAILED)
    assert event.person.startswith("[2jann gpjxxx")
    assert len(event.person) == 120
    assert event.person.isprintable()
