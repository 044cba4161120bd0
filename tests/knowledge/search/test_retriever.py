from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.domain.errors import KnowledgeBaseMismatch
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Hit, Leg, LegKind, Query
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.lexical.wording import Correction
from knowledge.search.retriever import Retriever, SearchOptions, mix_vectors
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader
from tests.builders import EMBEDDER, ENCODER, MANIFEST, passage, passages, published
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
    legs = (Leg(LegKind.DENSE, ((text, 1.0),)), Leg(LegKind.SPARSE, ((text, 1.0),)))
    return Query(text, legs, filters)


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

    result = retriever.search(Query("", (leg,), STAFF), limit=1)

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

    merged = retriever.context(hits, STAFF)

    assert [hit.passage.text for hit in merged] == [
        "The form is HL-214. Send it within 60 days.",
        "Urgent care costs 40 dollars.",
    ]
    assert [hit.score for hit in merged] == [0.9, 0.5]
    assert merged[0].passage.position == 1


def test_the_parts_of_a_split_table_are_one_table_with_one_header(retriever: Retriever) -> None:
    one = replace(GUIDE[0], text="Plan | Copay\nBronze | $40", start=0, end=24)
    two = replace(GUIDE[1], text="Plan | Copay\nSilver | $30", start=25, end=37)

    (merged,) = retriever.context([Hit(one, 0.9), Hit(two, 0.8)], STAFF)

    assert merged.passage.text == "Plan | Copay\nBronze | $40\nSilver | $30"


def test_passages_with_a_gap_between_them_stay_apart(retriever: Retriever) -> None:
    merged = retriever.context([Hit(GUIDE[0], 0.9), Hit(GUIDE[2], 0.8)], STAFF)

    assert [hit.passage for hit in merged] == [GUIDE[0], GUIDE[2]]


def test_passages_under_other_headings_stay_apart(retriever: Retriever) -> None:
    other = replace(GUIDE[1], headings=("Guide", "Forms"))

    merged = retriever.context([Hit(GUIDE[0], 0.9), Hit(other, 0.8)], STAFF)

    assert len(merged) == 2


CODES = passages(
    "codes.md",
    [
        "Form HL-214 adds a spouse.",
        "Form HL-315 ends a plan.",
        "Asthma is coded J45.20 at intake.",
        "Metformin is covered in tier one.",
        *(f"Notice number {n} tells of other things." for n in range(60)),
    ],
)
SECRET = passage("Form HK-777 is for claims.", document_key="secret.md", groups=("claims",))


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[Reader]:
    opened = published(EdgeStore(tmp_path / "kb", tmp_path / "runtime"), "codes", CODES, [SECRET])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("HL214", CODES[0]),
        ("hl-2I4", CODES[0]),
        ("hl 214", CODES[0]),
        ("what is hll-315 for", CODES[1]),
        ("J45 .20", CODES[2]),
        ("is j4520 covered", CODES[2]),
    ],
)
def test_a_code_is_found_however_it_is_spelt(coded: Reader, question: str, first: Passage) -> None:
    result = Retriever(coded, EMBEDDER, ENCODER).search(ask(question), limit=1)

    assert [hit.passage for hit in result.hits] == [first]


def test_a_misspelt_code_is_told_and_another_code_is_none(coded: Reader) -> None:
    retriever = Retriever(coded, EMBEDDER, ENCODER)

    slip = retriever.search(ask("form hl-2I4"), limit=1)
    other = retriever.search(ask("form HL-216"), limit=1)

    assert slip.corrections == (Correction("hl-2I4", "HL-214"),)
    assert other.corrections == ()


def test_a_code_that_the_reader_may_not_see_corrects_nothing(coded: Reader) -> None:
    retriever = Retriever(coded, EMBEDDER, ENCODER)

    staff = retriever.search(ask("form HK-7T7 or hk777"), limit=1)
    claims = retriever.search(ask("form HKK-777", Filters(groups=("claims",))), limit=1)

    assert staff.corrections == ()
    assert claims.corrections == (Correction("HKK-777", "HK-777"),)


def test_a_misspelt_word_is_searched_for_as_the_passages_have_it(coded: Reader) -> None:
    result = Retriever(coded, EMBEDDER, ENCODER).search(ask("metfromin covered"), limit=1)

    assert [hit.passage for hit in result.hits] == [CODES[3]]
    assert result.corrections == (Correction("metfromin", "metformin"),)


@pytest.mark.parametrize("question", ["premiums", "metformin", "is covered", "insurance"])
def test_what_the_passages_have_or_have_nothing_like_is_left_alone(
    coded: Reader, question: str
) -> None:
    assert Retriever(coded, EMBEDDER, ENCODER).search(ask(question), limit=3).corrections == ()


def test_what_a_reader_wrote_or_a_desk_wants_as_written_is_not_corrected(coded: Reader) -> None:
    query = replace(ask("metfromin hl-2I4"), as_written=True)
    without = SearchOptions(corrections=False)

    edited = Retriever(coded, EMBEDDER, ENCODER).search(query, limit=1)
    unset = Retriever(coded, EMBEDDER, ENCODER, options=without).search(ask("metfromin"), limit=1)

    assert (edited.corrections, unset.corrections) == ((), ())


def test_a_knowledge_base_of_older_rules_is_searched_without_codes(tmp_path: Path) -> None:
    older = replace(MANIFEST, bm25_rules=1)
    store = EdgeStore(tmp_path / "kb", tmp_path / "runtime")
    with closing(published(store, "old", CODES, manifest=older)) as reader:
        result = Retriever(reader, EMBEDDER, Bm25Encoder.of(older)).search(ask("hl-2I4"), limit=1)

    assert result.corrections == ()


def test_a_rare_code_of_the_question_counts_by_itself(coded: Reader) -> None:
    query = ask("form HL-315")
    usual = Retriever(coded, EMBEDDER, ENCODER, options=SearchOptions(letter_weight=0.0))
    letter = Retriever(coded, EMBEDDER, ENCODER, options=SearchOptions(letter_weight=2.0))

    before, after = (each.search(query, limit=1).hits[0] for each in (usual, letter))

    assert (before.passage, after.passage) == (CODES[1], CODES[1])
    assert after.score == pytest.approx(before.score + 1.0, abs=1e-5)  # half of 2: it is alone
    assert len(after.ranks) == len(query.legs)


def test_a_quoted_phrase_is_found_before_what_is_nearer(coded: Reader) -> None:
    result = Retriever(coded, EMBEDDER, ENCODER).search(
        ask('HL-214 spouse form "in tier one"'), limit=2
    )

    assert [hit.passage for hit in result.hits] == [CODES[3], CODES[0]]


def test_a_section_is_one_piece_under_the_name_and_score_of_its_hit(reader: Reader) -> None:
    retriever = Retriever(reader, EMBEDDER, ENCODER, options=SearchOptions(section_characters=1000))

    (section,) = retriever.context([Hit(GUIDE[1], 0.9)], STAFF)

    assert section.passage.text == " ".join(each.text for each in GUIDE)
    assert (section.passage.id, section.score) == (GUIDE[1].id, 0.9)


def test_a_section_holds_nothing_that_the_reader_may_not_see(reader: Reader) -> None:
    retriever = Retriever(reader, EMBEDDER, ENCODER, options=SearchOptions(section_characters=1000))

    (section,) = retriever.context([Hit(GUIDE[1], 0.9)], replace(STAFF, groups=("strangers",)))

    assert section.passage.text == GUIDE[1].text


class _Pieces(HashingEmbedder):
    """Has the commonest words in one piece, as models of the language do."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [1 if text in {"massage", "message"} else 2 for text in texts]


@pytest.mark.parametrize(("embedder", "corrected"), [(_Pieces(), ()), (EMBEDDER, ("message",))])
def test_a_word_of_the_language_is_no_misspelling_of_another(
    tmp_path: Path, embedder: HashingEmbedder, corrected: tuple[str, ...]
) -> None:
    reader = published(EdgeStore(tmp_path / "kb", tmp_path / "run"), "kb", [passage("A message.")])

    result = Retriever(reader, embedder, ENCODER).search(
        ask("does gold pay for a massage"), limit=3
    )

    assert tuple(each.found for each in result.corrections) == corrected
