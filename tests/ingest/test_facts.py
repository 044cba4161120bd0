from __future__ import annotations

from datetime import date

import pytest

from ingest.facts import StatedFacts, read_facts
from knowledge.documents import DocumentFacts
from knowledge.errors import DocumentUnreadable


def test_stated_facts_become_a_documents_facts() -> None:
    stated = read_facts(
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

    facts = stated.as_document_facts(key="a.md", found_title="Found", found_language="en")

    assert facts == DocumentFacts(
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
    stated = read_facts({"groups": "staff, billing ,"}, where="front matter")

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
        read_facts(values, where="front matter")

    assert str(caught.value).startswith("front matter")
    assert said in str(caught.value)


def test_another_tools_shape_of_an_unimportant_key_is_passed_over() -> None:
    stated = read_facts({"owner": ["a", "b"], "status": {"x": "y"}}, where="front matter")

    assert stated == StatedFacts()


def test_inner_facts_win_over_outer_ones_and_facets_are_merged() -> None:
    outer = StatedFacts(version="1", groups=("staff",), facets={"plan": "gold", "state": "OH"})
    inner = StatedFacts(version="2", facets={"plan": "silver"})

    merged = inner.over(outer)

    assert merged == StatedFacts(
        version="2", groups=("staff",), facets={"plan": "silver", "state": "OH"}
    )


def test_merged_dates_out_of_order_are_refused() -> None:
    inner = StatedFacts(effective_to=date(2026, 1, 1))

    with pytest.raises(DocumentUnreadable, match="lies before"):
        inner.over(StatedFacts(effective_from=date(2027, 1, 1)))
