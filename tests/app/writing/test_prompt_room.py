from __future__ import annotations

import pytest

from app.writing.prompt_room import is_too_long, window_in


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
