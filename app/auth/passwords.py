"""Passwords hashed with Argon2id, in the strength that its makers advise."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.domain.errors import InputError

SHORTEST, LONGEST = 12, 256
_HASHER = PasswordHasher()


def check_strength(password: str) -> None:
    """Refuse a password that is too short (NIST SP 800-63B: length counts, not signs).

    Raises:
        InputError: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            f"The password has {len(password)} characters; take {SHORTEST} to {LONGEST}. "
            "Several words are easy to remember."
        )


def hashed(password: str) -> str:
    """Return the hash that is kept."""
    return _HASHER.hash(_plain(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the one; None, of an unknown name, takes as long and is False."""
    try:
        against = password_hash or _nobodys()
        return _HASHER.verify(against, _plain(password[:LONGEST])) and bool(
            password_hash and len(password) <= LONGEST
        )
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    # What an unknown name is checked against, so that it takes as long as a known one.
    return _HASHER.hash("nobody has this password")


def _plain(password: str) -> str:
    # Keyboards write the same letter in different ways.
    return unicodedata.normalize("NFKC", password)
