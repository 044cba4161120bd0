"""Numbers that prove themselves: cards, IBANs, tax, insurance and identity numbers."""

from __future__ import annotations

import re
from collections import Counter

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_NIE_BEGINS = {"X": "0", "Y": "1", "Z": "2"}
_PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
# ISO 13616: how long a country's IBAN is.
_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI",), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("AE", "GI", "IL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "RO", "SE", "SK", "SA", "TN"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "LB", "PL"), 28),
    **dict.fromkeys(("BR", "UA"), 29),
    **dict.fromkeys(("MT",), 31),
}
# The ranges of the large schemes (ISO/IEC 7812); years such as 2026 begin none.
_CARD_BEGINS = re.compile(
    r"4|5[0-8]|6|3[0456789]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720",
)


def is_card(digits: str) -> bool:
    """Tell whether digits are a payment card's number: a scheme's range and Luhn's check."""
    if not _CARD_BEGINS.match(digits) or len(set(digits)) == 1:
        return False
    doubled = sum(_cross_sum(int(digit) * 2) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def iban_length(code: str) -> int:
    """Return how many signs an IBAN of the country has that a text begins with; 0 for none."""
    return _IBAN_LENGTHS.get(code[:2].upper(), 0)


def is_iban(signs: str) -> bool:
    """Tell whether letters and digits are an IBAN (ISO 7064, mod 97)."""
    if len(signs) != iban_length(signs) or not signs[2:4].isdigit():
        return False
    moved = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def is_german_tax_id(digits: str) -> bool:
    """Tell whether eleven digits are a Steuer-ID (ISO 7064, mod 11,10; one digit is repeated)."""
    repeated = sorted(Counter(digits[:10]).values())[-2:]
    if digits[0] == "0" or repeated not in ([1, 2], [1, 3]):
        return False
    rest = 10
    for digit in digits[:10]:
        rest = ((int(digit) + rest) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(digits[10])


def is_german_health_id(number: str) -> bool:
    """Tell whether a letter and nine digits are a Krankenversichertennummer."""
    begin = f"{ord(number[0].upper()) - ord('A') + 1:02d}{number[1:9]}"
    total = sum(
        _cross_sum(int(digit) * weight) for digit, weight in zip(begin, (1, 2) * 5, strict=True)
    )
    return total % 10 == int(number[9])


def is_german_pension_id(number: str) -> bool:
    """Tell whether twelve signs are a Rentenversicherungsnummer."""
    letter = f"{ord(number[8].upper()) - ord('A') + 1:02d}"
    signs = f"{number[:8]}{letter}{number[9:11]}"
    total = sum(
        _cross_sum(int(digit) * weight)
        for digit, weight in zip(signs, _PENSION_WEIGHTS, strict=True)
    )
    return total % 10 == int(number[11])


def is_spanish_id(number: str) -> bool:
    """Tell whether a DNI (eight digits) or NIE (X, Y, Z and seven) ends in its own letter."""
    number = number.upper()
    digits = _NIE_BEGINS.get(number[0], number[0]) + number[1:-1]
    return _DNI_LETTERS[int(digits) % 23] == number[-1]


def _cross_sum(number: int) -> int:
    return sum(map(int, str(number)))
