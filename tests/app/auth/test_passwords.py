"""Passwords: how they are hashed, and what is refused."""

from __future__ import annotations

import pytest

from app.auth.accounts import (
    AccountSignIn,
)
from app.auth.passwords import LONGEST, check_strength, fits, hashed
from app.domain.person import Person
from app.records.opening import Records
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError, SignInRefused
from tests.app.auth.conftest import PASSWORD, QUICK, Clock


def test_letters_are_the_same_however_a_keyboard_writes_them() -> None:
    assert fits("caf\u00e9 and twelve", hashed("cafe\u0301 and twelve"))


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
def test_an_account_without_a_readable_hash_lets_nobody_in(kept: str | None) -> None:
    assert not fits(PASSWORD, kept)


def test_the_hash_that_stands_in_for_an_unknown_name_opens_nothing() -> None:
    assert not fits("nobody has this password", None)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_a_password_of_the_wrong_length_is_refused(password: str) -> None:
    with pytest.raises(InputError, match=f"has {len(password)} characters; take 12 to 256"):
        check_strength(password)


def test_a_password_that_is_far_too_long_is_wrong_though_its_head_is_right(
    records: Records, clock: Clock
) -> None:
    longest = "p" * LONGEST
    records.accounts.add(Person("bob", Role.READER, ()), QUICK.hash(longest))
    auth = AccountSignIn(records.accounts, records.audit, session_hours=2, now=clock)

    with pytest.raises(SignInRefused):
        auth.sign_in("bob", longest + "x" * 1_000_000)

    assert auth.sign_in("bob", longest)
