"""Somebody's open page: who is there is asked each time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.auth.visitor import Visitor
from app.domain.person import Person
from knowledge.domain.access import Role
from knowledge.domain.errors import NotPermitted, SignInRefused

ANN = Person("ann", Role.CURATOR, ("staff",))


def test_a_change_of_groups_or_role_counts_at_once() -> None:
    now: list[Person | None] = [ANN]
    visitor = Visitor("ann", lambda: now[0])

    assert visitor.curator() == ANN
    now[0] = replace(ANN, role=Role.READER, groups=("board",))
    assert visitor.person().groups == ("board",)
    with pytest.raises(NotPermitted):
        visitor.curator()


@pytest.mark.parametrize("there", [None, replace(ANN, name="bob")])
def test_an_open_page_serves_nobody_else(there: Person | None) -> None:
    with pytest.raises(SignInRefused):
        Visitor("ann", lambda: there).person()


def test_a_visitor_about_whom_nothing_changes() -> None:
    assert Visitor.always(ANN).curator() == ANN
