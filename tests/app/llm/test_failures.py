from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.llm.failures import LONGEST_WAIT_SECONDS, is_too_long, seconds_to_wait, window_in


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("maximum context length is 2048 tokens. however, you requested 3598 tokens", 2_048),
        ("the request exceeds the available context size (4096 tokens), try increasing it", 4_096),
        ("prompt is too long: 210,000 tokens > 200,000 maximum", 200_000),
        ("input exceeds the context window of 8192", 8_192),
        ("{'type': 'exceed_context_size_error', 'n_ctx': 1024}", 1_024),
        ("too many tokens in the request", None),
    ],
)
def test_a_refusal_says_how_much_the_model_reads(words: str, window: int | None) -> None:
    assert is_too_long(400, words)
    assert window_in(words) == window


def test_other_refusals_are_not_about_the_length() -> None:
    assert not is_too_long(400, "max_tokens is too large: 600")
    assert not is_too_long(500, "the context length is 2048 tokens")


def test_each_wait_is_about_twice_the_one_before() -> None:
    waits = [seconds_to_wait(tries, {}, first_seconds=1.0) for tries in (1, 2, 3)]

    assert waits == [
        pytest.approx(1, rel=0.21),
        pytest.approx(2, rel=0.21),
        pytest.approx(4, rel=0.21),
    ]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after": "30"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_the_servers_own_time_goes_first_unless_it_is_too_long(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert seconds_to_wait(1, headers, first_seconds=1.0) == seconds


def test_a_date_is_counted_from_now() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=6), usegmt=True)

    assert seconds_to_wait(1, {"retry-after": at}, first_seconds=1.0) == pytest.approx(5, abs=1.1)


def test_an_unreadable_time_is_as_none() -> None:
    waited = seconds_to_wait(9, {"retry-after": "soon"}, first_seconds=1.0)

    assert waited == LONGEST_WAIT_SECONDS
