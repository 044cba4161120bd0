from __future__ import annotations

import pytest

from knowledge.domain.documents import DefinedTerm
from knowledge.lexical.definitions import defined_terms
from tests.builders import passage


def terms(text: str, *headings: str) -> tuple[DefinedTerm, ...]:
    return defined_terms([passage(text, headings=headings)])


def equal(*expressions: str) -> tuple[DefinedTerm, ...]:
    return (DefinedTerm(expressions),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Ask a preferred provider organization (PPO).",
            ("PPO", "preferred provider organization"),
        ),
        ("The PCP (primary care provider) refers.", ("PCP", "primary care provider")),
        (
            "Health and Human Services (HHS) enforces it.",
            ("HHS", "Health and Human Services"),
        ),
        (
            "Send Form HL-222 (Affidavit of Domestic Partnership).",
            ("Form HL-222", "Affidavit of Domestic Partnership"),
        ),
        ("Continuation coverage, also called COBRA, ends.", ("Continuation coverage", "COBRA")),
        ("The deductible (also known as the excess) applies.", ("deductible", "excess")),
        (
            "Die Entgeltfortzahlung, auch Lohnfortzahlung genannt, endet.",
            ("Entgeltfortzahlung", "Lohnfortzahlung"),
        ),
        ("El cese, también conocido como despido, es escrito.", ("cese", "despido")),
    ],
)
def test_a_sentence_that_names_a_thing_twice_defines_a_term(
    text: str, found: tuple[str, ...]
) -> None:
    assert terms(text) == equal(*found)


def test_a_short_definition_in_brackets_is_kept_as_what_the_term_means() -> None:
    assert terms("It ends with the grace period (the time in which one can still pay).") == (
        DefinedTerm(("grace period",), ("the time in which one can still pay",)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "In 2026 (see below) it rises (by half).",
        "Write to us (Monday to Friday).",
        "The fee (USD) is due.",
        "Read more (https://example.org/also-called/x).",
        "Members are called back within a day.",
        "Form 12 (https://example.org/form.pdf) is needed.",
    ],
)
def test_a_bracket_that_names_nothing_defines_nothing(text: str) -> None:
    assert terms(text) == ()


def test_a_table_of_what_callers_say_brings_our_words() -> None:
    table = (
        "| Callers say | We say |\n| kicked off / cut off | termination of coverage |\n"
        "| subsidy | premium tax credit |"
    )

    assert terms(table) == (
        DefinedTerm(("kicked off", "cut off"), ("termination of coverage",)),
        DefinedTerm(("subsidy",), ("premium tax credit",)),
    )


def test_a_table_of_anything_else_defines_nothing() -> None:
    assert terms("| Plan | We pay |\n| Bronze | 60% |") == ()


def test_a_glossary_defines_line_by_line() -> None:
    lines = (
        "EOB: explanation of benefits\nMember - a person who is enrolled\n"
        "Tier. A group of drugs with the same cost share."
    )

    assert terms(lines, "Glossary of Terms") == (
        DefinedTerm(("EOB", "explanation of benefits")),
        DefinedTerm(("Member",), ("a person who is enrolled",)),
        DefinedTerm(("Tier",), ("A group of drugs with the same cost share",)),
    )


def test_the_same_lines_elsewhere_define_nothing() -> None:
    assert terms("Member - a person who is enrolled\nFriday: closed", "Opening hours") == ()


def test_a_heading_defines_too_and_each_term_comes_once() -> None:
    found = defined_terms(
        [
            passage("Ask.", headings=("Paid time off (PTO)",)),
            passage("Paid time off (PTO) is earned.", headings=("Paid time off (PTO)",)),
        ]
    )

    assert found == equal("PTO", "Paid time off")
