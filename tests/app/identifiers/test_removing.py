from __future__ import annotations

import pytest

from app.identifiers.removing import values_in, without_identifiers

ASKED = "What is the deductible for the gold plan?"


@pytest.mark.parametrize(
    "text",
    [
        f"caller 206-555-0147 {ASKED}",
        f"Caller 206-555-0147, member ID AB1234567, DOB 03/14/1985: {ASKED}",
        f"{ASKED} My member id is W123456789.",
        f"{ASKED} (member ID W123456789)",
        f"My phone number is 206-555-0147. {ASKED}",
        f"caller (206) 555-0147 asks: {ASKED}",
        f"She lives at 12 elm street, springfield, il 62704. {ASKED}",
        f"My e-mail is anna@example.org, {ASKED}",
        f"For member id W123456789 and claim number 20240012345, {ASKED}",
        f"{ASKED} Call me back at 206-555-0147.",
        f"SSN 123 45 6789 - {ASKED}",
        f"Anruferin 0171 2345678 fragt: {ASKED}",
        f"{ASKED} Mitgliedsnummer 884412907, geb. 14.03.1985",
        f"llamante 612 345 678: {ASKED}",
        f"{ASKED} Mi DNI es 12345678Z.",
    ],
)
def test_identifiers_go_with_what_introduces_them(text: str) -> None:
    assert without_identifiers(text) == ASKED


@pytest.mark.parametrize(
    "text",
    [
        "Which form is 1095-B - and who gets it?",
        "What does CPT 99213 cost under plan H1234-567?",
        "My caller asks: what is a member id?",
    ],
)
def test_a_question_without_identifiers_is_left_as_it_is(text: str) -> None:
    assert without_identifiers(text) == text


def test_what_a_sentence_says_besides_stays() -> None:
    text = "The claim 20240012345 was denied as out of network, what can she do?"

    assert without_identifiers(text) == "was denied as out of network, what can she do?"


def test_some_may_be_left_in() -> None:
    text = "Who answers at 206-555-0147 when 206-555-0199 calls?"

    assert values_in(text) == ["206-555-0147", "206-555-0199"]
    assert "206-555-0147" in without_identifiers(text, but={"206-555-0147"})


def test_nothing_is_left_of_a_mere_identifier() -> None:
    assert without_identifiers("My member id is W123456789") == ""
