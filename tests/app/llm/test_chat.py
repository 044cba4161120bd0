from __future__ import annotations

import pytest

from app.llm.chat import Ending, told_ending


@pytest.mark.parametrize(
    ("metadata", "ending"),
    [
        ({"finish_reason": "stop"}, Ending.COMPLETE),
        ({"finish_reason": "tool_calls"}, Ending.COMPLETE),
        ({"stop_reason": "end_turn"}, Ending.COMPLETE),
        ({"finish_reason": "STOP"}, Ending.COMPLETE),
        ({"finish_reason": "length"}, Ending.LIMIT),
        ({"stop_reason": "max_tokens"}, Ending.LIMIT),
        ({"finish_reason": "MAX_TOKENS"}, Ending.LIMIT),
        ({"stop_reason": "model_context_window_exceeded"}, Ending.LIMIT),
        ({"done_reason": "length"}, Ending.LIMIT),
        ({"finish_reason": "content_filter"}, Ending.FILTERED),
        ({"finish_reason": "SAFETY"}, Ending.FILTERED),
        ({"stop_reason": "refusal"}, Ending.FILTERED),
        ({"stopReason": "guardrail_intervened"}, Ending.FILTERED),
        ({"finish_reason": "error"}, Ending.BROKEN_OFF),
        ({"finish_reason": None}, None),
        ({}, None),
    ],
)
def test_servers_words_for_an_ending_are_understood(
    metadata: dict[str, object], ending: Ending | None
) -> None:
    assert told_ending(metadata) is ending
