"""What writers wrote is judged, struck or replaced before it is an answer."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from app.domain.answers import Answerer, Support
from app.domain.conversations import Conversation
from app.domain.replies import Finished, ReplyEvent, Written
from app.grounding.entailment import NliVerifier
from app.llm.chat import Ending
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.composition import AnswerComposer
from app.writing.context import AnswerContext, Note
from app.writing.extractive import ExtractiveWriter
from app.writing.generation import GeneratingWriter
from tests.app.desks import EVENTS, SPOUSE, STAFF, answer_of, assistant, events_of, written
from tests.app.grounding.test_entailment import ScriptedEntailment
from tests.app.grounding.test_verification import judge_of, model_of, verdicts
from tests.builders import EMBEDDER
from tests.llm_stub import Mode, llm_stub

WRITTEN = "A member may enroll a spouse within 60 days of marriage [1]."


def test_a_written_answer_is_judged_before_it_is_final(tmp_path: Path) -> None:
    text = f"{WRITTEN} The request goes on Form Q-7 [1]."
    with llm_stub([text]) as writing, llm_stub([verdicts("not", "supported")]) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[judge_of(judging)],
        )

        answer = answer_of(desk, SPOUSE)

    assert [sentence.support for sentence in answer.sentences] == [
        Support.UNSUPPORTED,
        Support.SUPPORTED,
    ]


def test_an_answer_of_which_the_judge_leaves_nothing_is_quoted_instead(tmp_path: Path) -> None:
    with llm_stub([WRITTEN]) as writing, llm_stub([verdicts("not")]) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[judge_of(judging)],
        )

        answer = answer_of(desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert answer.notes[0] == "The written answer was not supported well enough."


def test_a_judge_that_fails_leaves_the_verdicts_of_the_rules(tmp_path: Path) -> None:
    with llm_stub([WRITTEN]) as writing, llm_stub(mode=Mode.ERROR) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[judge_of(judging)],
        )

        answer = answer_of(desk, SPOUSE)

    assert [sentence.support for sentence in answer.sentences] == [Support.SUPPORTED]
    assert any("failed with HTTP status 500" in note for note in answer.notes)


def test_a_judge_that_goes_on_failing_is_told_of_once(tmp_path: Path) -> None:
    with llm_stub([WRITTEN]) as writing, llm_stub(["no JSON"]) as judging:
        desk = assistant(
            tmp_path,
            writers=[GeneratingWriter(model_of(writing), context_tokens=8000, answer_tokens=500)],
            sentence_verifiers=[judge_of(judging)],
        )

        first, second = answer_of(desk, SPOUSE), answer_of(desk, SPOUSE)

    assert [len(answer.notes) for answer in (first, second)] == [1, 0]
    assert first.notes[0].startswith("The judge's verdicts cannot be read")
    assert len(judging.requests) == 2


class ScriptedWriter:
    """Plays a language model: writes one text a draft, the last one again and again."""

    answerer = Answerer.LANGUAGE_MODEL

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.drafts = 0
        self.pieces = 0

    def write(self, context: AnswerContext) -> Generator[str | Note, None, Ending | None]:
        self.drafts += 1
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        for piece in re.findall(r"\s*\S+", text):
            self.pieces += 1
            yield piece
        return Ending.COMPLETE


UNCITED = "The office is glad to help you with that. "


def shown_before(events: Sequence[ReplyEvent], word: str) -> str:
    """Return all that was shown up to the piece that brought a word."""
    shown = ""
    for event in events:
        shown += event.text if isinstance(event, Written) else ""
        if word in shown:
            break
    return shown


def test_prose_is_shown_from_its_first_sentence_that_a_source_carries(tmp_path: Path) -> None:
    text = f"Of course. A spouse costs $75 a month [1]. {WRITTEN} The request goes on a form [1]."
    events = events_of(assistant(tmp_path, writers=[ScriptedWriter(text)]), SPOUSE)

    assert shown_before(events, "Of course") == text.removesuffix(" request goes on a form [1].")
    assert written(events) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (UNCITED * 40, "The language model's answer cited none of the passages."),
        ("Parking costs $900 [1]. " * 60, "The language model repeated itself and was stopped."),
        (
            "You answer questions of support staff from passages of their own documents. " * 9,
            "The language model repeated its instructions and was stopped.",
        ),
    ],
)
def test_a_draft_that_leads_nowhere_is_ended_at_once_and_quoted(
    tmp_path: Path, text: str, why: str
) -> None:
    writer = ScriptedWriter(text)

    events = events_of(assistant(tmp_path, writers=[writer]), SPOUSE)

    answer = events[-1].answer if isinstance(events[-1], Finished) else None
    assert answer is not None
    assert answer.answerer is Answerer.EXTRACTIVE
    assert answer.notes == (why, "The answer is quoted from the documents instead.")
    assert text[:20] not in written(events)
    assert writer.pieces < len(text.split()) // 2


def test_a_draft_that_goes_on_without_sources_is_cut_after_its_last_one(tmp_path: Path) -> None:
    writer = ScriptedWriter(f"{WRITTEN} {UNCITED * 40}")

    answer = answer_of(assistant(tmp_path, writers=[writer]), SPOUSE)

    assert answer.text == WRITTEN
    assert answer.notes == ("The model went on without naming sources and was stopped there.",)


def test_after_three_unusable_drafts_a_model_is_not_asked_for_a_while(tmp_path: Path) -> None:
    now = [0.0]
    writer = ScriptedWriter(*[UNCITED] * 3, WRITTEN)
    desk = assistant(tmp_path, writers=[writer])
    desk._composer = AnswerComposer([writer, ExtractiveWriter(EMBEDDER)], clock=lambda: now[0])

    tried = [answer_of(desk, SPOUSE).answerer for _ in range(3)]
    resting = answer_of(desk, SPOUSE)
    now[0] = 601.0
    again = answer_of(desk, SPOUSE)

    assert tried == [Answerer.EXTRACTIVE] * 3
    assert writer.drafts == 4
    assert resting.notes[0].endswith("so it is not asked for now; it is tried again in 10 min.")
    assert again.text == WRITTEN


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
            sentence_verifiers=[judge_of(judging)],
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
            sentence_verifiers=[judge_of(judging)],
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


def test_a_day_that_the_caller_named_may_be_named_again(tmp_path: Path) -> None:
    text = "A member who marries on March 14 may enroll a spouse within 60 days of marriage [1]."
    desk = assistant(tmp_path, writers=[ScriptedWriter(text)])

    answer = answer_of(desk, "marriage on march 14, can the member enroll a spouse?")

    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert [sentence.support for sentence in answer.sentences] == [Support.WEAK]
