from __future__ import annotations

import pytest

from app.domain.answers import Support
from app.grounding.support import check_sentences, strike
from tests.builders import passage

FEE = passage("The late fee is $25.", document_key="fee.md")
GRACE = passage("The grace period is 31 days.", document_key="grace.md")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "The late fee is $99 [1]. The grace period is 31 days [2].",
            "The grace period is 31 days [1].",
        ),
        (
            "The late fee is $25 [1]. The grace period is 45 days. [2]",
            "The late fee is $25 [1].",
        ),
        (
            "- The late fee is $25 [1].\n- The grace period [2] is 45 days.\n",
            "- The late fee is $25 [1].",
        ),
    ],
)
def test_what_no_passage_carries_is_struck(text: str, left: str) -> None:
    cited = [FEE, GRACE]

    result = strike(text, check_sentences(text, cited), cited)

    assert result is not None
    assert (result.text, result.struck) == (left, 1)
    assert {s.support for s in result.sentences} == {Support.SUPPORTED}


def test_too_little_left_is_no_answer() -> None:
    text = "The late fee is $99 [1]. The late fee is $98 [1]. The late fee is $25 [1]."

    assert strike(text, check_sentences(text, [FEE]), [FEE]) is None
