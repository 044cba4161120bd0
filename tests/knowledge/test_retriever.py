from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.edge_store import EdgeStore
from knowledge.errors import KnowledgeBaseMismatch
from knowledge.queries import Filters, Hit, Leg, LegKind, Query
from knowledge.retriever import Retriever, mix_vectors
from knowledge.store import Reader
from tests.builders import EMBEDDER, ENCODER, passage, passages, published
from tests.fakes import HashingEmbedder

STAFF = Filters(groups=("staff",))
OLD = passage(
    "Urgent care costs 40 dollars.",
    document_key="copays",
    version="2026",
    effective_from=date(2026, 1, 1),
)
NEW = passage(
    "Urgent care costs 50 dollars.",
    document_key="copays",
    version="2027",
    effective_from=date(2027, 1, 1),
)
GUIDE = passages(
    "guide.md",
    ["A spouse may be added.", "The form is HL-214.", "Send it within 60 days.", "Pets are not."],
)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    store = EdgeStore(tmp_path / "kb", tmp_path / "runtime")
    opened = published(store, "desk", [OLD], [NEW], GUIDE)
    yield opened
    opened.close()


@pytest.fixture
def retriever(reader: Reader) -> Retriever:
    return Retriever(reader, EMBEDDER, ENCODER)


def ask(text: str, filters: Filters = STAFF) -> Query:
    return Query((Leg(LegKind.DENSE, ((text, 1.0),)), Leg(LegKind.SPARSE, ((text, 1.0),))), filters)


def test_the_passage_that_shares_the_words_comes_first(retriever: Retriever) -> None:
    result = retriever.search(ask("which form for a spouse HL-214"), limit=2)

    assert result.hits[0].passage.text == "The form is HL-214."
    assert set(result.milliseconds) == {"embed", "search"}


def test_only_the_version_in_force_on_the_day_is_found(retriever: Retriever) -> None:
    before = replace(STAFF, as_of=date(2026, 12, 31))
    after = replace(STAFF, as_of=date(2027, 1, 1))

    assert found(retriever, before) == {"2026"}
    assert found(retriever, after) == {"2027"}
    assert found(retriever, STAFF) == {"2026", "2027"}


def found(retriever: Retriever, filters: Filters) -> set[str]:
    hits = retriever.search(ask("urgent care costs", filters), limit=9).hits
    return {hit.passage.version for hit in hits if hit.passage.document_key == "copays"}


def test_a_reader_of_no_group_finds_nothing(retriever: Retriever) -> None:
    assert retriever.search(ask("urgent care", Filters(groups=())), limit=5).hits == ()


def test_a_question_without_searchable_words_still_searches_by_meaning(
    retriever: Retriever,
) -> None:
    result = retriever.search(ask("the of and"), limit=3)

    assert len(result.hits) == 3


def test_terms_of_a_sparse_leg_add_up_by_weight(reader: Reader) -> None:
    retriever = Retriever(reader, EMBEDDER, ENCODER)
    leg = Leg(LegKind.SPARSE, (("urgent care", 0.1), ("form HL-214", 1.0)))

    result = retriever.search(Query((leg,), STAFF), limit=1)

    assert result.hits[0].passage.text == "The form is HL-214."


def test_a_mix_of_one_part_is_that_parts_vector() -> None:
    row = EMBEDDER.embed_queries(["spouse"])[0]

    mixed = mix_vectors((("spouse", 0.3),), {"spouse": row})

    np.testing.assert_allclose(mixed, row, atol=1e-6)


def test_mixed_vectors_have_unit_length() -> None:
    first, second = EMBEDDER.embed_queries(["spouse", "urgent care"])

    mixed = mix_vectors((("a", 1.0), ("b", 0.4)), {"a": first, "b": second})

    assert np.linalg.norm(mixed) == pytest.approx(1.0, abs=1e-6)


def test_another_embedding_model_is_refused_by_name(reader: Reader) -> None:
    with pytest.raises(KnowledgeBaseMismatch, match=r"'hashing'.*'other'"):
        Retriever(reader, HashingEmbedder(name="other"), ENCODER)


def test_neighbours_are_merged_in_reading_order_with_the_best_score(retriever: Retriever) -> None:
    hits = [Hit(GUIDE[2], 0.9), Hit(OLD, 0.5), Hit(GUIDE[1], 0.4)]

    merged = retriever.context(hits)

    assert [hit.passage.text for hit in merged] == [
        "The form is HL-214. Send it within 60 days.",
        "Urgent care costs 40 dollars.",
    ]
    assert [hit.score for hit in merged] == [0.9, 0.5]
    assert merged[0].passage.position == 1


def test_passages_with_a_gap_between_them_stay_apart(retriever: Retriever) -> None:
    merged = retriever.context([Hit(GUIDE[0], 0.9), Hit(GUIDE[2], 0.8)])

    assert [hit.passage for hit in merged] == [GUIDE[0], GUIDE[2]]


def test_passages_under_other_headings_stay_apart(retriever: Retriever) -> None:
    other = replace(GUIDE[1], headings=("Guide", "Forms"))

    merged = retriever.context([Hit(GUIDE[0], 0.9), Hit(other, 0.8)])

    assert len(merged) == 2
