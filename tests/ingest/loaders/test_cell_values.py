from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from ingest.loaders.cell_values import shown


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
