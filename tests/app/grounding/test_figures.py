"""Figures are compared in one form."""

from __future__ import annotations

import pytest

from app.grounding.figures import figures, missing_figures, wrong_units


def test_figures_are_compared_in_one_form() -> None:
    assert figures("On the 3rd of May 2026, thirty days, $1,200.50, 20 %, code I20.9") == {
        "2026-05-03",
        "30",
        "1200.5",
        "20",
        "i20.9",
    }


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("within 30 days", "within thirty (30) days"),
        ("by March 15", "by March 15, 2026"),
        ("in 2026", "from 2026-01-01"),
        ("one form", "two forms or one"),
        ("at 5 p.m.", "at 5:00 p.m."),
        ("at 17:30", "at 5:30 p.m."),
        ("until 12:30", "until 12:30 p.m."),
        ("thirty-five days", "35 days"),
        ("dreißig Tage", "30 Tage"),
        ("fünfundzwanzig", "25"),
        ("treinta y cinco días", "35 días"),
        ("1.234,50 Euro", "1234,50 Euro"),
        ("1500 Euro", "1.500 Euro"),
        ("$1,500,000", "$1.5 million"),
        ("12/15/2025", "December 15, 2025"),
        ("15.03.2026", "15. März 2026"),
        ("15 de marzo de 2026", "March 15, 2026"),
        ("ages 45 to 75", "ages 45-75"),
        ("ages 45-75", "between 45 and 75"),
        ("the 3rd day", "the third day"),
        ("two times a day", "twice a day"),
        ("form HL 214", "form HL-214"),
        ("COVID-19", "Covid 19"),
        ("401(k)", "a 401k plan"),
        ("section 4(b)", "section 4: (a) this, (b) that"),
    ],
)
def test_a_figure_written_otherwise_is_found(text: str, source: str) -> None:
    assert missing_figures(text, source) == ()


@pytest.mark.parametrize(
    ("text", "source", "missing"),
    [
        ("form HS-214", "form HL-214", ("hs-214",)),
        ("ICD-9 code E11.9", "ICD-10 code E11.9", ("icd-9",)),
        ("step 3(a)", "step 3(b)", ("3(a)",)),
        ("at 9:00 p.m.", "at 9:00 a.m.", ("21:00",)),
        ("until 12:45", "until 12:30", ("12:45",)),
        ("11/15/2025", "December 15, 2025", ("2025-11-15",)),
        ("15. Mai 2026", "15. März 2026", ("2026-05-15",)),
        ("zwanzig Tage", "30 Tage", ("20",)),
        ("cuarenta días", "30 días", ("40",)),
        ("1.243,50 €", "1.234,50 €", ("1243.5",)),
        ("$15 million", "$1.5 million", ("15",)),
        ("ages 45-70", "ages 45-75", ("45-70",)),
        ("130/90", "130/80", ("130/90",)),
    ],
)
def test_a_figure_that_a_source_lacks_is_missing(
    text: str, source: str, missing: tuple[str, ...]
) -> None:
    assert missing_figures(text, source) == missing


@pytest.mark.parametrize(
    ("text", "source", "wrong"),
    [
        ("The fee is $1.00.", "1 form. Gold is $20.", ("1 dollar",)),
        ("The fee is $5.", "Fee in $ | 5", ()),
        ("It costs $10.", "It costs $5 to 10.", ()),
        ("It takes 60 days.", "30 days for one, 60 for all.", ()),
        ("Gold 2027 $557", "Year 2027 | $557", ()),
    ],
)
def test_a_sign_belongs_to_its_own_number(text: str, source: str, wrong: tuple[str, ...]) -> None:
    assert wrong_units(text, source) == wrong
