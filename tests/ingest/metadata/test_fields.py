"""Which keys name a fact, and which may be meant to."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.metadata.fields import StatedMetadata, may_be_missed, metadata_named, read_metadata
from knowledge.domain.documents import DocumentMetadata
from knowledge.domain.errors import DocumentUnreadable


@pytest.mark.parametrize("key", ["groups", "Groups", " GROUPS ", '"groups"', "\uff27roups"])
def test_a_fact_is_named_in_whatever_case_and_width(key: str) -> None:
    assert metadata_named(key) == "groups"


@pytest.mark.parametrize("key", ["effective-from", "Effective From", "effective_from"])
def test_the_words_of_a_name_may_be_joined_in_any_way(key: str) -> None:
    assert metadata_named(key) == "effective_from"


@pytest.mark.parametrize(
    "key",
    [
        *("group", "gruops", "grups", "Gruppen", "ACL", "permissions", "allowed-groups"),
        *("gruop", "grup", "grop", "g roup", "access group", "AccessGroups", "gro\u200bup"),
        *("visibility", "visible-to", "restricted", "viewers", "confidential", "sichtbar f\u00fcr"),
    ],
)
def test_a_key_near_to_groups_may_be_meant_for_it(key: str) -> None:
    assert (metadata_named(key), may_be_missed(key)) == ("", "groups")


@pytest.mark.parametrize(
    "key",
    [
        *("", "redirect_from", "keywords", "growth", "audience", "effective_date", "x" * 10_000),
        *("group_number", "age_group", "grade", "grouped", "source", "scope", "topics", "reading"),
    ],
)
def test_other_tools_keys_are_their_own(key: str) -> None:
    assert (metadata_named(key), may_be_missed(key)) == ("", "")


def test_stated_facts_become_a_documents_facts() -> None:
    stated = read_metadata(
        {
            "document_key": "grace",
            "title": "Grace  period",
            "version": "2026.1",
            "effective_from": "2026-01-01",
            "effective_to": "2026-12-31",
            "groups": ["staff", "billing"],
            "facets": {"area": "billing"},
            "plan": "silver",
            "redirect_from": ["/old"],
        },
        where="front matter",
    )

    metadata = stated.as_document_metadata(key="a.md", found_title="Found", found_language="en")

    assert metadata == DocumentMetadata(
        key="grace",
        version="2026.1",
        title="Grace period",
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 12, 31),
        groups=("staff", "billing"),
        language="en",
        facets={"plan": "silver", "area": "billing"},
    )


def test_groups_may_be_written_in_one_line() -> None:
    stated = read_metadata({"groups": "staff, billing ,"}, where="front matter")

    assert stated.groups == ("staff", "billing")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"effective_from": "31.12.2026"}, "effective_from is '31.12.2026'"),
        ({"effective_from": "2026-02-30"}, "effective_from is '2026-02-30'"),
        ({"groups": {"a": "b"}}, "groups is"),
        ({"facets": "silver"}, "facets is 'silver'"),
        ({"version": ["1"]}, "version is"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "lies before"),
    ],
)
def test_a_wrong_value_is_told_with_its_place(values: dict[str, object], said: str) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        read_metadata(values, where="front matter")

    assert str(caught.value).startswith("front matter")
    assert said in str(caught.value)


def test_another_tools_shape_of_an_unimportant_key_is_passed_over() -> None:
    stated = read_metadata({"owner": ["a", "b"], "status": {"x": "y"}}, where="front matter")

    assert stated == StatedMetadata()


def test_inner_facts_win_over_outer_ones_and_facets_are_merged() -> None:
    outer = StatedMetadata(version="1", groups=("staff",), facets={"plan": "gold", "state": "OH"})
    inner = StatedMetadata(version="2", facets={"plan": "silver"})

    merged = inner.over(outer)

    assert merged == StatedMetadata(
        version="2", groups=("staff",), facets={"plan": "silver", "state": "OH"}
    )


def test_merged_dates_out_of_order_are_refused() -> None:
    inner = StatedMetadata(effective_to=date(2026, 1, 1))

    with pytest.raises(DocumentUnreadable, match="lies before"):
        inner.over(StatedMetadata(effective_from=date(2027, 1, 1)))
