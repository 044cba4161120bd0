"""What writers wrote is judged, struck or replaced before it is an answer."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from app.domain.answers import Answerer, Support
from app.domain.conversations import Conversation
from app.domain.replies import Written
from app.grounding.entailment import NliVerifier
from app.grounding.verification import JudgeVerifier
from app.llm.chat import Ending
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.writing.context import AnswerContext, Note
from app.writing.generation import GeneratingWriter
from tests.app.desks import EVENTS, SPOUSE, STAFF, answer_of, assistant
from tests.app.grounding.test_entailment import ScriptedEntailment
from tests.app.grounding.test_verification import model_of, verdicts
from tests.llm_stub import Mode, llm_stub

WRITTEN = "A member may enroll a spouse within 60 days of marriage [1]."


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


class NotingWriter:
    """Says something to the reader, then writes what no passage carries."""

    answerer = Answerer.LANGUAGE_MODEL

    def write(self, context: AnswerContext) -> Generator[str | Note, None, Ending | None]:
        yield Note("Identifiers were hidden.")
        yield "Parking costs nothing on the moon, says the wizard [1]."
        return Ending.COMPLETE


def test_what_a_writer_told_the_reader_stays_where_another_one_answers(tmp_path: Path) -> None:
    desk = assistant(tmp_path, writers=[NotingWriter()], strict=True)

    answer = answer_of(desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert "Identifiers were hidden." in answer.notes
