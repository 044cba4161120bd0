"""What filters mean, as conditions that each store translates."""

from __future__ import annotations

from datetime import date

from knowledge.domain.queries import Filters
from knowledge.store.conditions import Above, AnyOf, Below, ButNot, Conditions, conditions_of


def test_who_is_in_no_group_finds_nothing() -> None:
    assert conditions_of(Filters(groups=())) is None
    assert conditions_of(Filters(groups=("staff",)), ids=()) is None


def test_groups_always_hold_and_a_day_leaves_out_what_begins_later_or_ended() -> None:
    filters = Filters(groups=("staff",), as_of=date(2026, 5, 1), document_keys=("leave",))

    assert conditions_of(filters) == Conditions(
        must=(AnyOf("groups", ("staff",)), AnyOf("document_key", ("leave",))),
        must_not=(Above("first_day", 20260501), Below("last_day", 20260501)),
    )


def test_a_facet_leaves_out_other_values_and_keeps_what_states_none() -> None:
    found = conditions_of(Filters(groups=("staff",), facets={"plan": "gold"}))

    assert found is not None
    assert found.must_not == (
        ButNot(AnyOf("facet_names", ("plan",)), unless=AnyOf("facet_values", ("plan=gold",))),
    )
