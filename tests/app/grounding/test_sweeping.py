from __future__ import annotations

import pytest

from app.grounding.support import sweeping_words


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("You can add a spouse at any time.", "A spouse is added within 60 days.", "at any time"),
        ("You can cancel any time.", "You may cancel at any time.", ""),
        ("You can cancel anytime.", "Cancel throughout the year.", ""),
        ("Visits are unlimited.", "Twenty visits a year are covered.", "unlimited"),
        ("Sie können jederzeit kündigen.", "Die Kündigung ist zum 31.12. möglich.", "jederzeit"),
        ("Las visitas son ilimitadas.", "Se cubren veinte visitas.", "ilimitadas"),
        ("It is covered in all cases.", "It is covered unless it is cosmetic.", "in all cases"),
        ("The time is limited.", "Sixty days.", ""),
    ],
)
def test_words_that_lift_a_limit_must_have_their_like_in_the_source(
    text: str, source: str, found: str
) -> None:
    assert sweeping_words(text, source) == found
