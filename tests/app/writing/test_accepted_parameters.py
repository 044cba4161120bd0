from __future__ import annotations

from dataclasses import replace

import pytest

from app.writing.accepted_parameters import Accepted, after_refusal

USUAL = Accepted(("max_tokens", "max_completion_tokens"))


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("unsupported parameter: 'max_tokens'", replace(USUAL, limits=("max_completion_tokens",))),
        ("'temperature' does not support 0", replace(USUAL, temperature=False)),
        ("system role not supported", replace(USUAL, system_role=False)),
        ("roles must alternate user/assistant", replace(USUAL, system_role=False)),
        ("developer instruction is not enabled", replace(USUAL, system_role=False)),
        ("must be verified to stream this model", replace(USUAL, streaming=False)),
        ("your prompt was filtered", None),
    ],
)
def test_a_refusal_says_what_to_leave_out(words: str, instead: Accepted | None) -> None:
    assert after_refusal(USUAL, 400, words) == instead


def test_only_refusals_of_a_request_s_form_are_read() -> None:
    assert after_refusal(USUAL, 500, "max_tokens") is None
    assert after_refusal(USUAL, None, "temperature") is None


def test_what_is_left_out_already_is_not_left_out_again() -> None:
    bare = Accepted((), temperature=False, system_role=False, streaming=False)

    assert after_refusal(bare, 400, "max_tokens, temperature, system role, to stream") is None
