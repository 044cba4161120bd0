"""Which keys name a fact, and which may be meant to."""

from __future__ import annotations

import pytest

from ingest.fact_names import fact_named, may_be_missed


@pytest.mark.parametrize("key", ["groups", "Groups", " GROUPS ", '"groups"', "\uff27roups"])
def test_a_fact_is_named_in_whatever_case_and_width(key: str) -> None:
    assert fact_named(key) == "groups"


@pytest.mark.parametrize("key", ["effective-from", "Effective From", "effective_from"])
def test_the_words_of_a_name_may_be_joined_in_any_way(key: str) -> None:
    assert fact_named(key) == "effective_from"


@pytest.mark.parametrize(
    "key",
    [
        *("group", "gruops", "grups", "Gruppen", "ACL", "permissions", "allowed-groups"),
        *("gruop", "grup", "grop", "g roup", "access group", "AccessGroups", "gro\u200bup"),
        *("visibility", "visible-to", "restricted", "viewers", "confidential", "sichtbar f\u00fcr"),
    ],
)
def test_a_key_near_to_groups_may_be_meant_for_it(key: str) -> None:
    assert (fact_named(key), may_be_missed(key)) == ("", "groups")


@pytest.mark.parametrize(
    "key",
    [
        *("", "redirect_from", "keywords", "growth", "audience", "effective_date", "x" * 10_000),
        *("group_number", "age_group", "grade", "grouped", "source", "scope", "topics", "reading"),
    ],
)
def test_other_tools_keys_are_their_own(key: str) -> None:
    assert (fact_named(key), may_be_missed(key)) == ("", "")
