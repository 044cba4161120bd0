from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from app.domain.answers import Sentence, Support
from app.domain.conversations import Conversation
from app.domain.replies import Written
from app.grounding.entailment import NliVerifier
from app.grounding.support import check_sentences
from app.grounding.verification import JudgeVerifier, read_verdicts
from app.i18n import texts
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.building import judge_model
from app.writing.generation import GeneratingWriter
from knowledge.domain.errors import ConfigurationError, GenerationFailed
from knowledge.domain.passages import Passage
from knowledge.models.local.entailment import NliScores
from knowledge.settings import Settings
from tests.app.desks import EVENTS, SPOUSE, STAFF, answer_of, assistant
from tests.builders import passage
from tests.llm_stub import LlmStub, Mode, llm_stub

GRACE = passage("The grace period is 31 days. Coverage goes on meanwhile.", document_key="grace.md")
FOLLOWS = NliScores(0.9, 0.08, 0.02)
OPEN = NliScores(0.2, 0.7, 0.1)
AGAINST = NliScores(0.1, 0.2, 0.7)
REWORDED = "Folks stay insured throughout those extra weeks, [1] even without paying."
WRITTEN = "A member may enroll a spouse within 60 days of marriage [1]."


class ScriptedEntailment:
    """Gives the verdicts of a script and keeps what it was asked."""

    def __init__(self, verdicts: Sequence[NliScores]) -> None:
        self._verdicts = list(verdicts)
        self.asked: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[NliScores]:
        self.asked += pairs
        return [self._verdicts.pop(0) for _ in pairs]


def finished(reading: Generator[str, None, tuple[Sentence, ...]]) -> tuple[Sentence, ...]:
    """Read to the end."""
    try:
        while True:
            next(reading)
    except StopIteration as read:
        result: tuple[Sentence, ...] = read.value
        return result


def entailed(text: str, *verdicts: NliScores, passages: Sequence[Passage] = (GRACE,)) -> Sentence:
    reader = NliVerifier(ScriptedEntailment(verdicts))
    (sentence,) = finished(reader.verify(check_sentences(text, passages), passages))
    return sentence


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
    ("verdict", "support", "reason"),
    [
        (FOLLOWS, Support.SUPPORTED, ""),
        (OPEN, Support.WEAK, texts.REASON_NOT_ENTAILED),
        (AGAINST, Support.UNSUPPORTED, texts.REASON_CONTRADICTED),
    ],
)
def test_an_entailment_model_confirms_doubts_or_refutes(
    verdict: NliScores, support: Support, reason: str
) -> None:
    sentence = entailed("The grace period is 31 days [1].", verdict)

    assert (sentence.support, sentence.reason) == (support, reason)


def test_what_is_said_in_other_words_is_supported_once_a_model_finds_it() -> None:
    by_rules = check_sentences(REWORDED, [GRACE])[0].support

    assert by_rules is Support.UNSUPPORTED
    assert entailed(REWORDED, FOLLOWS).support is Support.SUPPORTED


def test_a_wrong_figure_stays_wrong_whatever_a_model_says() -> None:
    sentence = entailed("The grace period is 45 days [1].", FOLLOWS)

    assert (sentence.support, "45" in sentence.reason) == (Support.UNSUPPORTED, True)


def test_each_cited_passage_is_asked_and_the_best_one_counts() -> None:
    model = ScriptedEntailment([AGAINST, FOLLOWS])
    passages = [GRACE, EVENTS]
    sentences = check_sentences("The grace period is 31 days [1][2].", passages)

    (sentence,) = finished(NliVerifier(model).verify(sentences, passages))

    assert sentence.support is Support.SUPPORTED
    assert model.asked == [(GRACE.text, sentence.text), (EVENTS.text, sentence.text)]


def test_what_cites_nothing_is_not_asked() -> None:
    model = ScriptedEntailment([])
    sentences = check_sentences("The documents do not say that.", [GRACE])

    assert finished(NliVerifier(model).verify(sentences, [GRACE])) == sentences
    assert model.asked == []


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


def test_a_written_answer_is_judged_before_it_is_final(tmp_path: Path) -> None:
    with llm_stub([WRITTEN]) as writing, llm_stub([verdicts("not")]) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[JudgeVerifier(model_of(judging))],
        )

        answer = answer_of(desk, SPOUSE)

    assert [sentence.support for sentence in answer.sentences] == [Support.UNSUPPORTED]


def test_a_judge_that_fails_leaves_the_verdicts_of_the_rules(tmp_path: Path) -> None:
    with llm_stub([WRITTEN]) as writing, llm_stub(mode=Mode.ERROR) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[JudgeVerifier(model_of(judging))],
        )

        answer = answer_of(desk, SPOUSE)

    assert [sentence.support for sentence in answer.sentences] == [Support.SUPPORTED]
    assert any("failed with HTTP status 500" in note for note in answer.notes)


def test_quoted_answers_are_not_judged(tmp_path: Path) -> None:
    model = ScriptedEntailment([])

    answer = answer_of(assistant(tmp_path, sentence_verifiers=[NliVerifier(model)]), SPOUSE)

    assert model.asked == []
    assert {sentence.support for sentence in answer.sentences} == {Support.SUPPORTED}


def test_a_reader_who_leaves_while_the_judge_is_silent_ends_its_request(tmp_path: Path) -> None:
    with llm_stub([WRITTEN]) as writing, llm_stub(mode=Mode.SILENT) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[JudgeVerifier(model_of(judging))],
        )
        events = iter(desk.reply(Conversation(), SPOUSE, STAFF))
        shown = ""
        while not (WRITTEN in shown and judging.requests):
            event = next(events)
            shown += event.text if isinstance(event, Written) else ""

        events.close()  # type: ignore[attr-defined]

        assert judging.hung_up.wait(30)


def test_a_strict_answer_keeps_what_the_judge_made_of_the_rest(tmp_path: Path) -> None:
    text = f"{WRITTEN} The request goes on Form Q-7 [1]. The form needs no signature [1]."
    with llm_stub([text]) as writing, llm_stub([verdicts("partly", "supported", "not")]) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[JudgeVerifier(model_of(judging))],
            strict=True,
        )

        answer = answer_of(desk, SPOUSE)

    assert answer.sentences[0].support is Support.WEAK
    assert "signature" not in answer.text


def test_judging_without_a_model_says_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_JUDGE_MODEL"):
        judge_model(Settings())
