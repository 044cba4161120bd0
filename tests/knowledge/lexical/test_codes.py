"""Codes, however their parts are set apart, and slips in them."""

from __future__ import annotations

import pytest

from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.lexical.codes import codes_in, is_slip, near_terms, possible_codes


def test_codes_are_what_documents_write_with_digits_and_capitals() -> None:
    text = "Form HL-214 (or 1095-B) covers J45.20, PD-L1 and A1c under 401(k); see LOINC 94500-6."

    found = [(each.code, text[each.start : each.end]) for each in codes_in(text)]

    assert found == [
        ("hl214", "HL-214"),
        ("1095b", "1095-B"),
        ("j4520", "J45.20"),
        ("pdl1", "PD-L1"),
        ("a1c", "A1c"),
        ("401k", "401(k"),
        ("945006", "94500-6"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a 24-hour line",
        "10mg on the 2nd",
        "THE 16TH, 5PM, 1990S",
        "in 2026",
        "3.5 per cent",
        "and/or",
        "Part B",
    ],
)
def test_words_and_amounts_are_no_codes(text: str) -> None:
    assert codes_in(text) == []


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("HL214", "hl214"),
        ("what is hl-214?", "hl214"),
        ("what is hl 214?", "hl214"),
        ("form 1095b", "1095b"),
        ("form 1095 B please", "1095b"),
        ("J45 .20", "j4520"),
        ("is j4520 covered", "j4520"),
        ("my 401 k", "401k"),
    ],
)
def test_a_question_may_spell_a_code_in_any_way(question: str, code: str) -> None:
    assert code in [each.code for each in possible_codes(question)]


def test_only_what_blanks_alone_hold_together_is_loose() -> None:
    loose = {each.code: each.loose for each in possible_codes("hl 214 or hl-215")}

    assert (loose["hl214"], loose["hl215"]) == (True, False)


@pytest.mark.parametrize(
    "question",
    ["what does Part B cover?", "diets in the 19th and 20th century", "by 5pm in the 90s"],
)
def test_a_question_without_digits_or_with_ordinals_asks_for_no_code(question: str) -> None:
    assert possible_codes(question) == []


@pytest.mark.parametrize("typed", ["hl2i4", "h1214", "lh214", "h214", "l214", "hll214", "hlz14"])
def test_a_look_alike_or_a_letter_too_few_or_misplaced_is_a_slip(typed: str) -> None:
    assert is_slip(typed, "hl214")
    assert set(near_terms(typed)) & set(near_terms("hl214"))


@pytest.mark.parametrize("typed", ["hl215", "hl241", "hl2144", "hl21", "hl2214", "hk214", "hl214a"])
def test_another_digit_or_letter_is_another_code(typed: str) -> None:
    assert not is_slip(typed, "hl214")


def test_a_mere_number_has_no_near_ones() -> None:
    assert near_terms("99213") == []


@pytest.mark.parametrize("question", ["HL214", "hl-214", "hl 214", "Hl.214"])
def test_every_spelling_of_a_code_shares_a_term_with_the_passage(question: str) -> None:
    encoder = Bm25Encoder("english")
    (passage,) = encoder.encode_passages(["Send the form HL-214."])
    (other,) = encoder.encode_passages(["Send the form HM-215."])

    asked = set(encoder.encode_query(question).indices)

    assert asked & set(passage.indices)
    assert not asked & set(other.indices)


def test_older_rules_know_no_codes() -> None:
    older = Bm25Encoder("english", rules=1)

    assert not older.reads_codes
    assert len(older.encode_query("HL-214").indices) == 2
    assert len(older.encode_passages(["HL-214"])[0].indices) == 2
