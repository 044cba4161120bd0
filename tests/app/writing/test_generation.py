from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.answers import Answerer, NoticeKind, Support
from app.domain.conversations import Conversation
from app.domain.replies import Finished, Written
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.assistant import Assistant
from app.rewriting.llm_rewriting import StandaloneRewrite
from app.writing.generation import GeneratingWriter
from app.writing.prompting import estimated_tokens
from tests.app.desks import EVENTS, SPOUSE, STAFF, answer_of, assistant, events_of, written
from tests.llm_stub import LlmStub, Mode, llm_stub

GOOD = "You have 60 days after marriage to enroll a spouse [1]. The request goes on Form Q-7 [1]."


@dataclass(frozen=True)
class Staffed:
    """An assistant whose writer is a language model behind HTTP."""

    desk: Assistant
    stub: LlmStub


@contextmanager
def staffed(folder: Path, *answers: str, mode: Mode = Mode.NORMAL) -> Iterator[Staffed]:
    with llm_stub(answers or [GOOD], mode=mode, pause_seconds=2) as stub:
        model = LangChainChatModel(
            ChatModelSettings("stub", stub.url, timeout_seconds=0.5, retry_seconds=0.01)
        )
        writer = GeneratingWriter(model, context_tokens=8000, answer_tokens=500)
        yield Staffed(assistant(folder, writers=[writer]), stub)


def test_the_answer_is_streamed_cited_and_checked(tmp_path: Path) -> None:
    with staffed(tmp_path) as at:
        events = events_of(at.desk, SPOUSE)

    assert sum(isinstance(e, Written) for e in events) > 3
    assert written(events) == GOOD
    assert isinstance(events[-1], Finished)
    answer = events[-1].answer
    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert [c.passage for c in answer.citations] == [EVENTS]
    assert [s.support for s in answer.sentences] == [Support.SUPPORTED] * 2


def test_markers_that_name_nothing_never_reach_the_reader(tmp_path: Path) -> None:
    with staffed(tmp_path, "You have 60 days [1]. Always [77].") as at:
        answer = answer_of(at.desk, SPOUSE)

    assert answer.text == "You have 60 days [1]. Always."
    assert answer.sentences[1].support is Support.UNSUPPORTED


def test_an_invented_figure_is_drawn_as_unsupported(tmp_path: Path) -> None:
    wrong = "A member may enroll a spouse within 90 days of marriage [1]."
    with staffed(tmp_path, f"{GOOD} {wrong}") as at:
        answer = answer_of(at.desk, SPOUSE)

    assert [(s.support, s.reason) for s in answer.sentences[2:]] == [
        (Support.UNSUPPORTED, "Not in the cited passage: 90.")
    ]


def test_a_model_that_refuses_is_believed(tmp_path: Path) -> None:
    with staffed(tmp_path, "NOT_IN_DOCUMENTS") as at:
        events = events_of(at.desk, SPOUSE)

    assert "NOT_IN_DOCUMENTS" not in repr(events)
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.refused
    assert events[-1].answer.nearest != ()


@pytest.mark.parametrize(
    ("mode", "note"),
    [
        (Mode.ERROR, "failed with HTTP status 500"),
        (Mode.WRONG_KEY, "refused the key"),
        (Mode.GARBAGE, "sent nothing readable"),
        (Mode.EMPTY, "returned an empty answer"),
        (Mode.SLOW, "was silent for 0.5 seconds"),
        (Mode.DISCONNECT, "broke the connection off"),
    ],
)
def test_when_the_model_fails_the_answer_is_quoted_and_says_so(
    tmp_path: Path, mode: Mode, note: str
) -> None:
    with staffed(tmp_path, mode=mode) as at:
        answer = answer_of(at.desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert "within 60 days of marriage" in answer.text
    assert note in answer.notes[0]
    assert answer.notes[1] == "The answer is quoted from the documents instead."


def test_an_answer_without_citations_is_not_shown_as_one(tmp_path: Path) -> None:
    with staffed(tmp_path, "Ask your doctor.") as at:
        answer = answer_of(at.desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert answer.notes[0] == "The language model's answer cited none of the passages."


def test_stopping_while_the_model_is_still_silent_ends_the_request(tmp_path: Path) -> None:
    with llm_stub(mode=Mode.SILENT, pause_seconds=10) as stub:
        writer = GeneratingWriter(
            LangChainChatModel(ChatModelSettings("stub", stub.url)),
            context_tokens=8000,
            answer_tokens=500,
        )
        reply = iter(assistant(tmp_path, writers=[writer]).reply(Conversation(), SPOUSE, STAFF))
        next(reply)
        heartbeat = next(reply)
        assert stub.asked.wait(30)
        reply.close()  # type: ignore[attr-defined]

        assert stub.hung_up.wait(30)

    assert heartbeat == Written("")


def test_stopping_the_reply_ends_the_request(tmp_path: Path) -> None:
    with llm_stub([GOOD * 200], mode=Mode.DRIPPING, pause_seconds=0.01) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        writer = GeneratingWriter(model, context_tokens=8000, answer_tokens=500)
        reply = iter(assistant(tmp_path, writers=[writer]).reply(Conversation(), SPOUSE, STAFF))
        next(reply)
        next(reply)
        reply.close()  # type: ignore[attr-defined]

        assert stub.hung_up.wait(30)


def test_the_model_answers_for_the_day_that_the_question_names(tmp_path: Path) -> None:
    with staffed(tmp_path) as at:
        answer = answer_of(at.desk, "how many days to enroll a spouse after marriage in 2027?")

    told = 'the rules in force on 2027-01-01, the day that "2027" stands for'
    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert told in at.stub.texts()[0]
    assert answer.notices[0].kind is NoticeKind.DAY


def test_what_is_not_in_the_documents_never_reaches_the_model(tmp_path: Path) -> None:
    with staffed(tmp_path) as at:
        answer = answer_of(at.desk, "who won the football world cup final?")

    assert answer.refused
    assert at.stub.requests == []


def test_no_passage_of_another_group_reaches_the_model(tmp_path: Path) -> None:
    with staffed(tmp_path) as at:
        answer_of(at.desk, "spouse bonus of the member in marriage")

    assert "400,000" not in repr(at.stub.requests)


def test_a_rewrite_is_searched_beside_the_last_turn(tmp_path: Path) -> None:
    talk = Conversation().with_turn(SPOUSE, "Yes [1].")
    with llm_stub(["How many days to enroll a spouse after marriage?"]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        rewriter = StandaloneRewrite(model, timeout_seconds=5)
        found = assistant(tmp_path, rewriter=rewriter).find(talk, "how long for that?", STAFF)

    assert [leg.name for leg in found.query.legs] == ["rewrite", "rewrite", "history", "history"]
    assert found.hits[0].passage == EVENTS
    assert found.notes == ()


@pytest.mark.parametrize(
    ("mode", "said"), [(Mode.ERROR, "HTTP status 500"), (Mode.EMPTY, "the rewrite was empty")]
)
def test_a_rewrite_that_fails_is_a_note_and_the_history_searches(
    tmp_path: Path, mode: Mode, said: str
) -> None:
    talk = Conversation().with_turn(SPOUSE, "Yes [1].")
    with llm_stub(mode=mode) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        rewriter = StandaloneRewrite(model, timeout_seconds=5)
        found = assistant(tmp_path, rewriter=rewriter).find(talk, "how long for that?", STAFF)

    assert [leg.name for leg in found.query.legs] == ["history", "history"]
    assert said in found.notes[0]


def test_the_window_is_asked_for_when_a_prompt_is_made_and_not_before(tmp_path: Path) -> None:
    asked: list[int] = []

    def window() -> int:
        asked.append(8_000)
        return asked[-1]

    with llm_stub([GOOD]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url, retries=0))
        writer = GeneratingWriter(model, context_tokens=window, answer_tokens=500)
        desk = assistant(tmp_path, writers=[writer])
        before = len(asked)
        events_of(desk, SPOUSE)

    assert (before, asked) == (0, [8_000])


@pytest.mark.parametrize(
    ("finish", "note"),
    [
        ("length", "The answer was cut off at its limit (CITEWELL_LLM_MAX_ANSWER_TOKENS)"),
        ("content_filter", "The model's content filter stopped the answer"),
        (None, "The answer ended early"),
    ],
)
def test_an_answer_that_is_not_whole_says_so_and_its_last_half_sentence_is_doubted(
    tmp_path: Path, finish: str | None, note: str
) -> None:
    with staffed(tmp_path, f"{GOOD} The request for a spouse goes on Form Q-7 [1]") as at:
        at.stub.finish = finish
        answer = answer_of(at.desk, SPOUSE)

    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert answer.notes[0].startswith(note)
    assert [(s.support, s.reason) for s in answer.sentences] == [
        (Support.SUPPORTED, ""),
        (Support.SUPPORTED, ""),
        (Support.WEAK, "The answer was cut off here: an exception may be missing."),
    ]


def test_a_model_that_only_thinks_until_its_limit_says_what_to_raise(tmp_path: Path) -> None:
    with staffed(tmp_path, "<think>The user wants days.") as at:
        at.stub.finish = "length"
        answer = answer_of(at.desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert "Raise CITEWELL_LLM_MAX_ANSWER_TOKENS" in answer.notes[0]


def test_a_model_that_repeats_itself_is_stopped_and_quoted_instead(tmp_path: Path) -> None:
    with staffed(tmp_path, "You have 60 days after marriage to enroll a spouse [1]. " * 40) as at:
        answer = answer_of(at.desk, SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert answer.notes[0] == "The language model repeated itself and was stopped."


def test_thoughts_without_a_beginning_are_no_part_of_the_answer_and_held_back_next_time(
    tmp_path: Path,
) -> None:
    with staffed(tmp_path, f"It is passage 1, so 31 days [1].</think>{GOOD}") as at:
        first, again = events_of(at.desk, SPOUSE), events_of(at.desk, SPOUSE)

    assert isinstance(first[-1], Finished)
    assert first[-1].answer.text == GOOD
    assert "31 days" not in written(first)
    assert written(again) == GOOD


@pytest.mark.parametrize(
    "said",
    [
        "I'm sorry, but the passages do not contain information about this.",
        "Die Dokumente enthalten dazu keine Angaben.",
        "Los pasajes no mencionan nada de esto.",
        "Not in the documents.",
        "The passages do not say this.\n\nNOT_IN_DOCUMENTS",
    ],
)
def test_a_refusal_in_the_model_s_own_words_is_one(tmp_path: Path, said: str) -> None:
    with staffed(tmp_path, said) as at:
        answer = answer_of(at.desk, SPOUSE)

    assert answer.refused
    assert "NOT_IN" not in answer.text


def test_a_prompt_that_is_too_long_is_sent_again_shorter(tmp_path: Path) -> None:
    with staffed(tmp_path) as at:
        at.stub.refusal = lambda _: (
            (400, {"error": {"message": "The context length is 2048 tokens."}})
            if len(at.stub.requests) == 1
            else None
        )
        answer = answer_of(at.desk, SPOUSE)

    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert len(at.stub.requests) == 2


def test_a_window_of_512_tokens_holds_the_rules_a_passage_and_a_shorter_answer(
    tmp_path: Path,
) -> None:
    with llm_stub([GOOD]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url, context_tokens=512))
        writer = GeneratingWriter(model, context_tokens=model.window, answer_tokens=600)
        answer = answer_of(assistant(tmp_path, writers=[writer]), SPOUSE)

    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert EVENTS.text in stub.texts()[0]
    assert stub.requests[0]["max_tokens"] == 128
    assert sum(map(estimated_tokens, stub.texts())) + 128 <= 512
