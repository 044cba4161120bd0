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
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        (" two\nlines ", "General", "two lines"),
    ],
)
def test_a_value_is_written_as_a_reader_sees_it(
    value: object, number_format: str, expected: str
) -> None:
    assert shown(value, number_format) == expected
