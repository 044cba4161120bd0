from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Answer, Answerer, Citation, Support
from app.pipeline.approved_answers import reworded
from knowledge.domain.errors import InputError
from tests.builders import passage
from tests.scripted_assistant import SPOUSE, answered

BAND = passage("The band is blue.")
FEE = passage("The fee is $40 a month.", position=1)
ANSWER: Answer = replace(
    answered(SPOUSE), citations=(Citation(1, BAND, "blue"), Citation(2, FEE, "$40"))
)


def test_other_words_are_checked_against_what_they_cite() -> None:
    answer = reworded(ANSWER, "The band is blue [1]. The fee is $90 a month [2].")

    supports = [sentence.support for sentence in answer.sentences]
    assert supports == [Support.SUPPORTED, Support.UNSUPPORTED]
    assert answer.answerer is Answerer.PERSON


def test_a_source_that_is_named_no_longer_is_none_and_markers_are_numbered_anew() -> None:
    answer = reworded(ANSWER, "The fee is $40 a month [2].")

    assert answer.text == "The fee is $40 a month [1]."
    assert [(c.marker, c.passage.id) for c in answer.citations] == [(1, FEE.id)]


@pytest.mark.parametrize("text", ["The band is blue.", "The band is blue [3].", "  "])
def test_words_without_a_source_of_the_answer_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"\[1\]|\[3\]"):
        reworded(ANSWER, text)
