from __future__ import annotations

import pytest

from app.identifiers.shaped import (
    is_card,
    is_german_health_id,
    is_german_pension_id,
    is_german_tax_id,
    is_iban,
    is_spanish_id,
)


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("4111111111111111", True),
        ("378282246310005", True),
        ("5555555555554444", True),
        ("2223003122003222", True),
        ("4111111111111112", False),
        ("2025202620272028", False),
        ("0000000000000000", False),
    ],
)
def test_a_card_number_is_of_a_scheme_and_passes_luhn_s_check(digits: str, is_one: bool) -> None:
    assert is_card(digits) is is_one


@pytest.mark.parametrize(
    ("signs", "is_one"),
    [
        ("DE89370400440532013000", True),
        ("ES9121000418450200051332", True),
        ("GB82WEST12345698765432", True),
        ("DE89370400440532013001", False),
        ("XX89370400440532013000", False),
        ("DEAB370400440532013000", False),
    ],
)
def test_an_iban_is_as_long_as_its_country_s_and_leaves_one(signs: str, is_one: bool) -> None:
    assert is_iban(signs) is is_one


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("86095742719", True), ("86095742718", False), ("06095742719", False), ("12345678901", False)],
)
def test_a_german_tax_number_repeats_one_digit_and_ends_in_its_check(
    digits: str, is_one: bool
) -> None:
    assert is_german_tax_id(digits) is is_one


def test_german_insurance_numbers_end_in_their_check() -> None:
    assert is_german_health_id("A123456780")
    assert not is_german_health_id("A123456789")
    assert is_german_pension_id("15070649C103")
    assert not is_german_pension_id("15070649C104")


def test_spanish_identity_numbers_end_in_their_letter() -> None:
    assert is_spanish_id("12345678Z")
    assert is_spanish_id("x1234567l")
    assert not is_spanish_id("12345678A")
