from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from knowledge.common.retry_after import wanted_pause


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "Wed, 01 Jan 2020 00:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_a_servers_wish_is_read_in_each_of_its_forms(
    headers: Mapping[str, str], seconds: float | None
) -> None:
    assert wanted_pause(headers) == seconds


def test_a_date_ahead_is_waited_for() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)

    assert wanted_pause({"retry-after": at}) == pytest.approx(30, abs=2)
