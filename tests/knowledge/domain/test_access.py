"""Who may read and who may change: one rule, for pages, worker and the store's filter alike."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from knowledge.domain.access import (
    EVERYTHING,
    NOBODY,
    Access,
    Role,
    as_text,
    covers,
    from_text,
    may_change,
    may_file_under,
    may_read,
    readers_of,
    reading_as,
)
from knowledge.domain.queries import Filters
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published

STAFF = Access(Role.CURATOR, ("staff",))
BOTH = Access(Role.CURATOR, ("staff", "hr"))
GROUPS = [each for size in range(3) for each in combinations(("staff", "hr"), size)]


def test_what_shares_a_group_is_read_and_an_admin_reads_all() -> None:
    assert may_read(("hr", "staff"), STAFF)
    assert not may_read(("hr",), STAFF)
    assert not may_read((), STAFF)
    assert may_read(("hr",), EVERYTHING)
    assert not may_read(("staff",), NOBODY)


def test_only_a_curator_who_reads_all_of_it_changes_it() -> None:
    assert may_change([("staff",), ("hr", "staff")], STAFF)
    assert not may_change([("staff",), ("hr",)], STAFF)
    assert not may_change([("staff",)], reading_as(["staff"]))
    assert may_change([("hr",), ("board",)], EVERYTHING)


def test_something_new_is_filed_under_ones_own_groups_only() -> None:
    assert may_file_under(("staff",), STAFF)
    assert not may_file_under(("staff", "hr"), STAFF)
    assert not may_file_under((), STAFF)
    assert not may_file_under(("staff",), reading_as(["staff"]))
    assert may_file_under(("hr",), EVERYTHING)


def test_who_has_all_of_anothers_groups_may_know_what_they_did() -> None:
    assert covers(BOTH, STAFF)
    assert not covers(STAFF, BOTH)
    assert not covers(BOTH, EVERYTHING)
    assert covers(EVERYTHING, BOTH)


@pytest.mark.parametrize("access", [STAFF, BOTH, EVERYTHING, NOBODY])
def test_rights_are_written_down_and_read_again(access: Access) -> None:
    assert from_text(as_text(access)) == access


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"role": "admin"}',
        '{"role": "owner", "groups": []}',
        '{"role": "admin", "groups": "staff"}',
        '{"role": "admin", "groups": [1]}',
        '{"role": ["admin"], "groups": []}',
    ],
)
def test_rights_that_are_not_whole_are_none(text: str) -> None:
    assert from_text(text) == NOBODY


@pytest.mark.parametrize("mine", GROUPS)
def test_the_filter_of_the_store_lets_through_what_the_rule_does(
    tmp_path: Path, mine: tuple[str, ...]
) -> None:
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    documents = [
        passage("One.", document_key=f"k{n}", groups=g or ("staff",)) for n, g in enumerate(GROUPS)
    ]
    published(store, "desk", *([each] for each in documents))
    reader = store.open("desk")

    found = reader.passages([each.id for each in documents], Filters(groups=mine))

    by_rule = {
        r.metadata.key
        for r in reader.documents()
        if may_read(readers_of(r, "staff"), reading_as(mine))
    }
    assert {each.document_key for each in found} == by_rule
