from __future__ import annotations

import json
from collections.abc import Generator

import pytest

from app.domain.answers import Sentence, Support
from app.grounding.support import check_sentences
from app.grounding.verification import JudgeVerifier, read_verdicts
from app.i18n import texts
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.building import judge_model
from knowledge.domain.errors import ConfigurationError, GenerationFailed
from knowledge.settings.models import LlmSettings, MaskingSettings
from tests.builders import passage
from tests.llm_stub import LlmStub, llm_stub

GRACE = passage("The grace period is 31 days. Coverage goes on meanwhile.", document_key="grace.md")


def finished(reading: Generator[str, None, tuple[Sentence, ...]]) -> tuple[Sentence, ...]:
    """Read to the end."""
    try:
        while True:
            next(reading)
    except StopIteration as read:
        result: tuple[Sentence, ...] = read.value
        return result


def judged(text: str, answer: str) -> tuple[Sentence, ...]:
    with llm_stub([answer]) as stub:
        reader = JudgeVerifier(model_of(stub))
        return finished(reader.verify(check_sentences(text, [GRACE]), [GRACE]))


def model_of(stub: LlmStub) -> LangChainChatModel:
    return LangChainChatModel(ChatModelSettings("stub", stub.url, retries=0))


def verdicts(*words: str) -> str:
    listed = [{"sentence": n, "verdict": word} for n, word in enumerate(words, start=1)]
    return json.dumps({"verdicts": listed})


@pytest.mark.parametrize(
    ("word", "support", "reason"),
    [
        ("supported", Support.SUPPORTED, ""),
        ("partly", Support.WEAK, texts.REASON_JUDGED_PARTLY),
        ("not", Support.UNSUPPORTED, texts.REASON_JUDGED_NOT),
    ],
)
def test_a_judge_confirms_doubts_or_refutes(word: str, support: Support, reason: str) -> None:
    (sentence,) = judged("The grace period is 31 days [1].", f"```json\n{verdicts(word)}\n```")

    assert (sentence.support, sentence.reason) == (support, reason)


def test_a_judge_is_shown_fenced_passages_and_numbered_sentences() -> None:
    text = "The grace period is 31 days [1]. The documents do not say more. Coverage goes on [1]."
    with llm_stub([verdicts("supported", "supported")]) as stub:
        reader = JudgeVerifier(model_of(stub), make_mark=lambda: "MARK")

        finished(reader.verify(check_sentences(text, [GRACE]), [GRACE]))

    (asked,) = stub.texts()
    assert f"<<MARK passage 1>>\nTitle: {GRACE.title}" in asked
    assert "<<MARK sentence 1, cites 1>>\nThe grace period is 31 days.\n<<MARK end>>" in asked
    assert "<<MARK sentence 2, cites 1>>\nCoverage goes on.\n<<MARK end>>" in asked


@pytest.mark.parametrize(
    "said",
    [
        "It is all fine.",
        "{}",
        verdicts("supported"),
        verdicts("supported", "true"),
        '{"verdicts": ["supported", "supported"]}',
        verdicts("supported", "supported", "supported"),
    ],
)
def test_verdicts_of_another_form_are_none(said: str) -> None:
    with pytest.raises(GenerationFailed, match="cannot be read"):
        read_verdicts(said, 2)


def test_judging_without_a_model_says_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_JUDGE_MODEL"):
        judge_model(LlmSettings(), MaskingSettings())
