from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.documents import DefinedTerm
from knowledge.domain.errors import ConfigurationError
from knowledge.domain.queries import Expansion, Origin
from knowledge.lexical.glossary import (
    BACKWARDS,
    EVERYDAY,
    Glossary,
    Row,
    everyday,
    expansions,
    is_same,
    read_glossary,
    read_rows,
)

DESK = Glossary(
    (
        Row(("PTO", "paid time off"), origin=Origin.FILE),
        Row(("kicked * off", "cut off"), ("termination of coverage", "loss of coverage")),
    )
)


def terms(text: str, glossary: Glossary = DESK) -> list[str]:
    return [each.term for each in glossary.expansions(text)]


def test_an_expression_of_equals_brings_the_others_and_says_who_holds_them_equal() -> None:
    assert DESK.expansions("how much pto have i?") == (
        Expansion("pto", "paid time off", 1.0, Origin.FILE),
    )


def test_everyday_words_bring_what_documents_write() -> None:
    assert terms("is she cut off?") == ["termination of coverage", "loss of coverage"]


def test_what_documents_write_brings_everyday_words_for_less() -> None:
    found = DESK.expansions("Loss of Coverage")

    assert [(each.term, each.weight) for each in found] == [("cut off", BACKWARDS)]


def test_a_star_stands_for_one_or_two_words() -> None:
    wanted = ["termination of coverage", "loss of coverage"]

    assert terms("they kicked me off") == wanted
    assert terms("they kicked my son off") == wanted
    assert terms("they kicked off") == []
    assert terms("they kicked all of us and off") == []


def test_an_expression_within_a_longer_one_brings_nothing() -> None:
    glossary = Glossary((Row(("leave", "absence")), Row(("comfort leave", "CL"))))

    assert terms("comfort leave?", glossary) == ["CL"]
    assert terms("leave for my comfort?", glossary) == ["absence"]


def test_whole_words_count_whatever_their_case_plural_and_accents() -> None:
    glossary = Glossary((Row(("período",), ("plazo",)), Row(("copay",), ("copayment",))))

    assert terms("PERIODO?", glossary) == ["plazo"]
    assert terms("copays", glossary) == ["copayment"]
    assert terms("her optometrist, ptolemy", DESK) == []


def test_nothing_is_brought_that_the_text_says_itself() -> None:
    assert terms("PTO (paid time off)") == []


def test_words_of_another_language_stay_out_where_the_language_is_plain() -> None:
    glossary = Glossary((Row(("er",), ("emergency room",), language="english"),))

    assert terms("Was zahlt er mit der neuen Karte für den Arzt?", glossary) == []
    assert terms("er costs", glossary) == ["emergency room"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I was laid off", "involuntary termination"),
        ("can I lose the subsidy?", "premium tax credit"),
        ("they cut me off", "termination of coverage"),
        ("she got kicked off", "termination of coverage"),
        ("do I get paid back?", "reimbursement"),
        ("what's the copay?", "copayment"),
        ("maternity leave", "parental leave"),
        ("how does COBRA work", "continuation coverage"),
        ("my 401k", "401(k)"),
        ("I wurde gekündigt: bin ich rausgeworfen?", "Kündigung"),
        ("me echaron", "despido"),
    ],
)
def test_the_words_that_come_with_citewell_know_what_people_say(said: str, meant: str) -> None:
    assert meant in [each.term for each in expansions(said)]


def test_every_row_that_comes_with_citewell_names_its_source() -> None:
    assert [row for row in everyday().rows if not row.source] == []
    assert {row.language for row in everyday().rows} == {"english", "german", "spanish"}


def test_no_everyday_expression_stands_twice_in_a_row() -> None:
    twice = [
        row
        for row in read_rows(EVERYDAY.read_text("utf-8"))
        if len(set(row.said)) < len(row.said) or len(set(row.meant)) < len(row.meant)
    ]

    assert twice == []


def test_a_line_that_means_nothing_is_told_by_its_number() -> None:
    with pytest.raises(ConfigurationError, match=r"Line 2 has no synonym for 'ER'"):
        list(read_rows("# ours\nER"))


def test_rows_are_the_same_whatever_the_order_and_the_case() -> None:
    term = DefinedTerm(("PTO",), ("paid time off",))

    assert is_same(term, DefinedTerm(("Paid Time Off", "pto")))
    assert not is_same(term, DefinedTerm(("PTO",)))


def test_a_file_of_ones_own_words_is_read(tmp_path: Path) -> None:
    file = tmp_path / "glossary.csv"
    file.write_text("# ours\nER,emergency room\n", "utf-8")

    assert read_glossary(file).rows == (Row(("ER", "emergency room"), origin=Origin.FILE),)


def test_a_row_of_one_cell_is_told_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "glossary.csv"
    file.write_text("# ours\nPTO,paid time off\nER\n", "utf-8")

    with pytest.raises(ConfigurationError, match=r"Row 3 .* no synonym for 'ER'"):
        read_glossary(file)


def test_a_missing_glossary_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Check CITEWELL_GLOSSARY"):
        read_glossary(tmp_path / "none.csv")
