from __future__ import annotations

import pytest

from app.grounding.polarity import polarity


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("A referral must be sent.", {"demands"}),
        ("A referral may be sent.", {"allows"}),
        ("A referral must not be sent.", {"forbids"}),
        ("A referral cannot be sent.", {"forbids"}),
        ("A referral is not required.", {"frees"}),
        ("Eine Überweisung muss nicht vorliegen.", {"frees"}),
        ("Eine Überweisung darf nicht vorliegen.", {"forbids"}),
        ("El formulario no debe enviarse.", {"forbids"}),
        ("El formulario no requiere firma.", {"frees"}),
        ("It is not always paid.", {"always"}),
    ],
)
def test_a_sentence_demands_allows_forbids_or_frees(text: str, modes: set[str]) -> None:
    assert polarity(text).modes == modes


def test_a_limit_is_no_denial() -> None:
    assert polarity("Send it no later than 30 days after the event.").denials == 0
    assert polarity("Do not send it later.").denials == 1
