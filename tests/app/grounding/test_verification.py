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
from app.writing.generation import prompt_tokens
from app.writing.prompting import estimated_tokens
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
        reader = judge_of(stub)
        return finished(reader.verify(check_sentences(text, [GRACE]), [GRACE]))


def judge_of(stub: LlmStub, *, window: int = 4_096) -> JudgeVerifier:
    return JudgeVerifier(
        model_of(stub), window=lambda: window, answer_tokens=300, make_mark=lambda: "MARK"
    )


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
        reader = judge_of(stub)

        finished(reader.verify(check_sentences(text, [GRACE]), [GRACE]))

    (asked,) = stub.texts()
    assert f"<<MARK passage 1>>\nTitle: {GRACE.title}" in asked
    assert "<<MARK sentence 1, cites 1>>\nThe grace period is 31 days.\n<<MARK end>>" in asked
    assert "<<MARK sentence 2, cites 1>>\nCoverage goes on.\n<<MARK end>>" in asked


def test_a_judge_with_a_small_window_reads_what_fits_whole_and_leaves_the_rest_as_it_was() -> None:
    long = passage("Premiums are due on the first. " * 60, document_key="premiums.md")
    text = "The grace period is 31 days [1]. Premiums are due on the first [2]."
    with llm_stub([verdicts("not")]) as stub:
        read = finished(
            judge_of(stub, window=1_000).verify(check_sentences(text, [GRACE, long]), [GRACE, long])
        )

    (asked,) = stub.texts()
    assert estimated_tokens(asked) <= prompt_tokens(1_000, 300)
    assert "sentence 2," not in asked
    assert [each.support for each in read] == [Support.UNSUPPORTED, Support.SUPPORTED]


def test_a_judge_whose_window_holds_no_passage_is_not_asked() -> None:
    sentences = check_sentences("The grace period is 31 days [1].", [GRACE])
    with llm_stub([verdicts("not")]) as stub:
        read = finished(judge_of(stub, window=200).verify(sentences, [GRACE]))

        assert stub.requests == []
    assert read == sentences


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
