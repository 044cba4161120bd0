"""One table for each kind, with as many texts that hold none."""

from __future__ import annotations

import pytest

from app.identifiers.finding import identifiers_in, values_in, without_identifiers


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in identifiers_in(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SSN 123-45-6789", "123-45-6789"),
        ("ssn 123 45 6789", "123 45 6789"),
        ("123\u201345\u20136789 is hers", "123\u201345\u20136789"),
        ("123\u201145\u20116789", "123\u201145\u20116789"),
        ("123.45.6789", "123.45.6789"),
        ("her social security number is 123456789", "123456789"),
        (
            "SSN \uff11\uff12\uff13\uff0d\uff14\uff15\uff0d\uff16\uff17\uff18\uff19",
            "\uff11\uff12\uff13\uff0d\uff14\uff15\uff0d\uff16\uff17\uff18\uff19",
        ),
        (
            "\u0661\u0662\u0663-\u0664\u0665-\u0666\u0667\u0668\u0669",
            "\u0661\u0662\u0663-\u0664\u0665-\u0666\u0667\u0668\u0669",
        ),
        ("123\u200b-45\u200b-67\u00ad89", "123\u200b-45\u200b-67\u00ad89"),
        ("ssn\u00a0123\u00a045\u00a06789", "123\u00a045\u00a06789"),
        ("last 4 of her ssn 6789", "6789"),
        ("Sozialversicherungsnummer 12 190367 K 006", "12 190367 K 006"),
        ("Rentenversicherungsnr.: 65170839J008", "65170839J008"),
        ("número de la seguridad social: 28/12345678/40", "28/12345678/40"),
        ("NSS 281234567840", "281234567840"),
    ],
)
def test_social_security_numbers_are_found(text: str, value: str) -> None:
    assert found(text) == [("SSN", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("call 555-201-4477", "555-201-4477"),
        ("caller 206-555-0147 asks", "206-555-0147"),
        ("206.555.0147", "206.555.0147"),
        ("(206) 555-0147", "(206) 555-0147"),
        ("(206)5550147", "(206)5550147"),
        ("206/555-0147 ext. 12", "206/555-0147 ext. 12"),
        ("1-206-555-0147", "1-206-555-0147"),
        ("2065550147", "2065550147"),
        ("+12065550147", "+12065550147"),
        ("206\u2011555\u20110147", "206\u2011555\u20110147"),
        ("phone 555-0147", "555-0147"),
        ("call +44 20 7946 0958", "+44 20 7946 0958"),
        ("+49 (0)171 2345678", "+49 (0)171 2345678"),
        ("0049 171 2345678", "0049 171 2345678"),
        ("0171 2345678", "0171 2345678"),
        ("030/1234567", "030/1234567"),
        ("Tel.: +49 30/123456-78", "+49 30/123456-78"),
        ("Handy 01712345678", "01712345678"),
        ("meine Telefonnummer ist 0301234567", "0301234567"),
        ("+34 612 345 678", "+34 612 345 678"),
        ("612 345 678", "612 345 678"),
        ("612 34 56 78", "612 34 56 78"),
        ("91 123 45 67", "91 123 45 67"),
        ("mi teléfono es 912345678", "912345678"),
        ("Móvil 612.345.678", "612.345.678"),
    ],
)
def test_telephone_numbers_are_found(text: str, value: str) -> None:
    assert found(text) == [("PHONE", value)]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("CARD", "4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("CARD", "4111-1111-1111-1111", "4111-1111-1111-1111"),
        ("CARD", "3782 822463 10005", "3782 822463 10005"),
        ("CARD", "card number 4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("CARD", "tarjeta 5555555555554444", "5555555555554444"),
        ("IBAN", "DE89 3704 0044 0532 0130 00 what now", "DE89 3704 0044 0532 0130 00"),
        ("IBAN", "de89370400440532013000", "de89370400440532013000"),
        ("IBAN", "ES91 2100 0418 4502 0005 1332", "ES91 2100 0418 4502 0005 1332"),
        ("IBAN", "IBAN: DE12 3704 0044 0532 0130 00", "DE12 3704 0044 0532 0130 00"),
        ("TAX", "86 095 742 719", "86 095 742 719"),
        ("TAX", "Steuer-ID 12345678901", "12345678901"),
        ("IDCARD", "12345678Z", "12345678Z"),
        ("IDCARD", "12.345.678-Z", "12.345.678-Z"),
        ("IDCARD", "x1234567l", "x1234567l"),
        ("IDCARD", "DNI 12345678A", "12345678A"),
        ("IDCARD", "Personalausweisnummer L01X00T47", "L01X00T47"),
        ("IDCARD", "passport number X12345678", "X12345678"),
    ],
)
def test_cards_accounts_and_papers_are_found(kind: str, text: str, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Deductible 250 500 1000 per tier; $1,250,000 lifetime maximum",
        "Member cost share 20 percent, 80/20 after $1,500; members pay $35.00",
        "2065550147 dollars, 612 345 678 euros, 612.345.678 €, 1.800 Euro und 12.500,00 EUR",
        "The rule is in force from 2026-03-14 to March 14, 2027.",
        "The 2026 open enrollment runs 11/01/2026 to 01/15/2027; policy year 2026-2027.",
        "Policy effective 01/01/2026. The card is valid until 12/31/2026.",
        "Children born after January 1, 2026, and those born before 01/01/1960",
        "Wer vor dem 1. Januar 1964 geboren ist; nach dem 31.12.1963 Geborene zahlen mehr",
        "Die am 01.04.2026 in Kraft getretene Fassung; Frist ab dem 01.04.2026: 14 Tage",
        "Las personas nacidas antes del 01/01/1960; el plazo es de 30 días desde el 01/04/2026",
        "Medicare: 2026 premiums, Medicaid 2026, account for 2026 and 2027, nie mehr als 2026 Euro",
    ],
)
def test_amounts_and_days_of_documents_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Form 1095-B and 1095-C, claim form CMS-1500, policy HL-214, form Q-7",
        "Plan code HMO-2026-GOLD, plan H1234-567, group number 0012345678",
        "CPT 99213, HCPCS J1885, ICD-10 E11.9, DRG 470, LOINC 4548-4, code I20.9",
        "NDC 0173-0682-20 and NDC 50242-040-62; OMB Control Number 0938-1191",
        "NPI 1234567893, NPI: 2065550147, The NPI number is 1982736450",
        "EIN 12-3456789, ISBN 978-3-16-148410-0, NCT01234567, invoice 2065550147",
        "ZIP 98101-1234, version 2.10.3 of 2026-11-30, 45 CFR 164.512",
        "Section 1557 of the Affordable Care Act; § 630a BGB, Art. 5 Abs. 1 DSGVO",
        "Artículo 34, apartado 2: el 80 % hasta 1.500,00 €",
        "Kapitel 12, Seite 345; Az. 12 O 345/20",
    ],
)
def test_codes_and_numbers_of_rules_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Claims must be filed within 180 days of service. In 2026 a member may appeal.",
        "Call within 24 hours, 7 days a week. Text 988 or call 911.",
        "30 days in a place of service, 12 months of road travel, a 3 year road map",
        "Plaza for up to 12 people, 5 visits per member way of working",
        "During 12 months, offering 10 sessions, covering 3 persons",
        "en la calle durante 30 dias; cada socio paga 20 euros",
        "In 10 Werktagen, 5 Prozent, 12 Monate, Hinweis 3",
        "Tel: siehe Rückseite. Social Security benefits rise in 2026.",
    ],
)
def test_counts_and_places_are_none(text: str) -> None:
    assert found(text) == []


def test_what_names_an_identifier_is_told_apart_from_it() -> None:
    text = "Her member id is W12345678."

    place = identifiers_in(text)[0]

    assert (text[place.begin : place.finish], text[place.start : place.end]) == (
        "member id is W12345678",
        "W12345678",
    )


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
