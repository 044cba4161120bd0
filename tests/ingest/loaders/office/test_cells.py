from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from ingest.loaders.office.cells import formatted, shown


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (25.0, "General", "25"),
        (0.1 + 0.2, "General", "0.3"),
        (0.15, "0%", "15%"),
        (0.155, "0.0%", "15.5%"),
        (1234.5, '"$"#,##0.00', "$1,234.50"),
        (1234.5, "$#,##0.00", "$1,234.50"),
        (-40, "[$\u20ac-407]#,##0", "-\u20ac40"),
        (40, "#,##0 [$CHF]", "40 CHF"),
        (datetime(2026, 1, 31), "mm-dd-yy", "2026-01-31"),
        (datetime(2026, 1, 31, 9, 30), "General", "2026-01-31 09:30"),
        (time(9, 30), "General", "09:30"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
        (timedelta(hours=26, minutes=1, seconds=5), "[hh]:mm:ss", "26:01:05"),
        (timedelta(minutes=90), "[m]", "90"),
        (datetime(2026, 3, 1), "mmm yyyy", "Mar 2026"),
        (datetime(2026, 3, 1), "mmmm-yy", "March 2026"),
        (datetime(2026, 3, 15), "d mmm", "15 Mar"),
        (datetime(2026, 3, 15), "yyyy", "2026"),
        (datetime(2026, 3, 15), "dddd", "Sunday"),
        (datetime(2026, 3, 15), "dd/mm/yyyy", "2026-03-15"),
        (datetime(2026, 3, 15, 14, 30), "h:mm AM/PM", "2:30 PM"),
        (datetime(2026, 3, 15, 14, 30), "dd/mm/yyyy", "2026-03-15"),
        (time(14, 30, 5), "h:mm:ss", "14:30:05"),
        (" two\nlines ", "General", "two lines"),
    ],
)
def test_a_value_is_written_as_a_reader_sees_it(
    value: object, number_format: str, expected: str
) -> None:
    assert shown(value, number_format) == expected


ACCOUNTING = '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (123, "00000", "00123"),
        (123456789, "000-00-0000", "123-45-6789"),
        (5550100123, "(000) 000-0000", "(555) 010-0123"),
        (5550123, "[<=9999999]###-####;(###) ###-####", "555-0123"),
        (30, '0" days"', "30 days"),
        (12, '0\\ "mg"', "12 mg"),
        (150, '"USD" 0', "USD 150"),
        (1234.5, "[$CHF] #,##0.00", "CHF 1,234.50"),
        (1234.5, "#,##0.00 [$\u20ac-407]", "1,234.50 \u20ac"),
        (1234567, "#,##0", "1,234,567"),
        (1500000, '#,##0,"K"', "1,500K"),
        (1200000, '0.0,,"M"', "1.2M"),
        (2.5, "0.0#", "2.5"),
        (5, "0.##", "5"),
        (1.2e-05, "0.00E+00", "1.20E-05"),
        (1.25, "# ?/?", "1 1/4"),
        (1.5, "# ??/16", "1 1/2"),
        (1234.5, ACCOUNTING, "$1,234.50"),
        (0, ACCOUNTING, "$-"),
        (0, '0;-0;"none"', "none"),
        (1, '"Yes";;"No"', "Yes"),
    ],
)
def test_a_number_is_shown_as_the_sheet_shows_it(value: float, code: str, expected: str) -> None:
    assert formatted(value, code) == expected


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (0.125, "0%", "13%"),
        (0.025, "0%", "3%"),
        (0.285, "0%", "29%"),
        (0.125, "$0.00", "$0.13"),
        (1.005, "0.00", "1.01"),
    ],
)
def test_a_half_is_rounded_up_as_a_sheet_does(value: float, code: str, expected: str) -> None:
    assert formatted(value, code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0.00", "-3.00"),
        ("#,##0.00;[Red](#,##0.00)", "-3.00"),
        ("0;[Red]0", "-3"),
        ("0;-0", "-3"),
        ('0;0" below"', "3 below"),
    ],
)
def test_a_number_below_nought_never_loses_its_sign(code: str, expected: str) -> None:
    assert formatted(-3, code) == expected


@pytest.mark.parametrize("code", ["General", "", "@", "0" * 300])
def test_a_format_that_says_nothing_leaves_the_number_as_it_is(code: str) -> None:
    assert formatted(2.5, code) is None


def test_a_number_that_its_format_hides_is_not_told() -> None:
    assert formatted(7, ";;;") == ""
