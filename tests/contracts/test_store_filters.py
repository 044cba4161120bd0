"""What every store hides from whom, on both engines."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.domain.queries import Filters
from knowledge.store.protocol import Store
from tests.builders import (
    document_id,
    hybrid,
    passage,
    published,
)
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    PRIVACY,
    REFUNDS,
    STAFF,
    texts,
)

pytestmark = IN_MEMORY_WARNINGS


def test_a_reader_of_no_group_finds_nothing(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)
    nobody = Filters(groups=())

    assert texts(reader, "refunds", nobody) == []
    assert reader.passages([REFUNDS[0].id], nobody) == []
    assert reader.document_passages(REFUNDS[0].document_id, nobody) == []


def test_no_read_goes_round_the_groups(store: Store) -> None:
    secret = passage("Salary bands refund.", document_key="hr.md", groups=("hr", "board"))
    reader = published(store, "plans", REFUNDS, [secret])

    assert secret.text not in texts(reader, "salary bands refund")
    assert reader.passages([secret.id, REFUNDS[0].id], STAFF) == [REFUNDS[0]]
    assert reader.document_passages(secret.document_id, STAFF) == []
    assert reader.document_passages(secret.document_id, Filters(groups=("board",))) == [secret]


def test_a_reader_of_two_groups_finds_what_either_may_see(store: Store) -> None:
    board = passage("Refund budget.", document_key="board.md", groups=("board",))
    claims = passage("Refund desk.", document_key="claims.md", groups=("claims",))
    other = passage("Refund secrets.", document_key="other.md", groups=("other",))
    reader = published(store, "plans", [board], [claims], [other])

    found = texts(reader, "refund", Filters(groups=("board", "claims")))

    assert sorted(found) == ["Refund budget.", "Refund desk."]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2025, 12, 31), ["open end", "open start"]),
        (date(2026, 1, 1), ["open end", "open start", "this year"]),
        (date(2026, 12, 31), ["open end", "this year"]),
        (date(2027, 1, 1), ["open end"]),
        (None, ["open end", "open start", "this year"]),
    ],
)
def test_a_day_finds_what_is_in_force_both_ends_included(
    store: Store, day: date | None, found: list[str]
) -> None:
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    documents = [
        passage("this year", document_key="a", effective_from=start, effective_to=end),
        passage("open start", document_key="b", effective_to=date(2026, 12, 30)),
        passage("open end", document_key="c"),
    ]
    reader = published(store, "plans", *[[each] for each in documents])

    assert sorted(texts(reader, "year", Filters(("staff",), as_of=day))) == found


def test_a_facet_keeps_its_value_and_what_does_not_carry_it(store: Store) -> None:
    gold = passage("gold copay", document_key="gold", facets={"plan": "gold", "state": "TX"})
    silver = passage("silver copay", document_key="silver", facets={"plan": "silver"})
    every = passage("any copay", document_key="any")
    reader = published(store, "plans", [gold], [silver], [every])

    of_gold = texts(reader, "copay", Filters(("staff",), facets={"plan": "gold"}))
    in_ohio = texts(reader, "copay", Filters(("staff",), facets={"plan": "gold", "state": "OH"}))

    assert sorted(of_gold) == ["any copay", "gold copay"]
    assert in_ohio == ["any copay"]


def test_a_facet_name_may_be_any_text(store: Store) -> None:
    odd = {"line of business": "a=b", "x.y[0]": "ä"}
    mine = passage("mine", document_key="mine", facets=odd)
    other = passage("other", document_key="other", facets={"x.y[0]": "o"})
    reader = published(store, "plans", [mine], [other])

    assert texts(reader, "mine", Filters(("staff",), facets=odd)) == ["mine"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(("staff",), document_keys=("refunds.md", "privacy.md")), {"refunds", "privacy"}),
        (Filters(("staff",), document_ids=(document_id("dependants.md"),)), {"dependants"}),
        (
            Filters(("staff",), without_documents=(document_id("dependants.md"),)),
            {"refunds", "privacy"},
        ),
    ],
)
def test_documents_are_taken_in_or_out(store: Store, filters: Filters, found: set[str]) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS, PRIVACY)

    hits = reader.search(hybrid("member"), filters, limit=10)

    assert {hit.passage.document_key.removesuffix(".md") for hit in hits} == found


def test_single_passages_are_taken_out_of_every_read(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)
    filters = Filters(("staff",), without_passages=(REFUNDS[0].id,))

    assert texts(reader, "refunds", filters) == [REFUNDS[1].text]
    assert reader.passages([each.id for each in REFUNDS], filters) == [REFUNDS[1]]
    assert reader.document_passages(REFUNDS[0].document_id, filters) == [REFUNDS[1]]
