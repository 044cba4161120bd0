"""Roles include one another in one order."""

from __future__ import annotations

import pytest

from knowledge.domain.access import Role


@pytest.mark.parametrize(
    ("role", "other", "may"),
    [
        (Role.ADMIN, Role.CURATOR, True),
        (Role.CURATOR, Role.CURATOR, True),
        (Role.CURATOR, Role.READER, True),
        (Role.CURATOR, Role.ADMIN, False),
        (Role.READER, Role.CURATOR, False),
    ],
)
def test_a_role_includes_the_ones_before_it(role: Role, other: Role, may: bool) -> None:
    includes = role.includes(other)

    assert includes is may
