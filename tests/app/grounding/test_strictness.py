from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.answers import Answerer, Support
from app.grounding.support import check_sentences, strike
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.writing.generation import GeneratingWriter
from tests.app.desks import EVENTS, SPOUSE, answer_of, assistant
from tests.builders import passage
from tests.llm_stub import llm_stub

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


def test_a_strict_assistant_quotes_where_too_little_is_supported(tmp_path: Path) -> None:
    with llm_stub(["You have 75 days after marriage [1]."]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        writing = GeneratingWriter(model, context_tokens=8000, answer_tokens=500)
        desk = assistant(tmp_path, writers=[writing], strict=True)

        answer = answer_of(desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert "75" not in answer.text
    assert "The written answer was not supported well enough." in answer.notes


def test_a_strict_assistant_strikes_and_says_so(tmp_path: Path) -> None:
    good = "You have 60 days after marriage to enroll a spouse [1]."
    with llm_stub([f"{good} Enrollment costs $75 [1]."]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        writing = GeneratingWriter(model, context_tokens=8000, answer_tokens=500)
        desk = assistant(tmp_path, writers=[writing], strict=True)

        answer = answer_of(desk, SPOUSE)

    assert answer.text == good
    assert [citation.passage for citation in answer.citations] == [EVENTS]
    assert answer.notes == ("1 unsupported sentence was struck.",)
