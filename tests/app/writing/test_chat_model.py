from __future__ import annotations

import pytest

from app.writing.awaiting import STILL_WAITING
from app.writing.chat_model import LangChainChatModel
from app.writing.chatting import Message
from app.writing.providers import ChatModelSettings
from knowledge.errors import ConfigurationError, GenerationFailed
from tests.llm_stub import LlmStub, Mode, llm_stub

ASK = [Message("system", "Be brief."), Message("user", "How long?")]


def model_of(stub: LlmStub, *, timeout_seconds: float = 5.0) -> LangChainChatModel:
    return LangChainChatModel(
        ChatModelSettings(
            "stub", stub.url, "secret", timeout_seconds=timeout_seconds, retry_seconds=0.01
        )
    )


def test_an_answer_arrives_in_pieces_over_http() -> None:
    with llm_stub(["Within thirty days [1]."]) as stub:
        pieces = list(model_of(stub).stream(ASK))

    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == "Within thirty days [1]."


def test_the_server_gets_key_messages_temperature_and_limit() -> None:
    with llm_stub() as stub:
        list(model_of(stub).stream(ASK))

    request = stub.requests[0]
    assert stub.keys == ["Bearer secret"]
    assert request["messages"] == [
        {"content": "Be brief.", "role": "system"},
        {"content": "How long?", "role": "user"},
    ]
    assert (request["temperature"], request["max_tokens"], request["model"]) == (0, 600, "stub")


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (Mode.ERROR, "failed with HTTP status 500"),
        (Mode.WRONG_KEY, "refused the key. Check CITEWELL_LLM_API_KEY"),
        (Mode.RATE_LIMIT, "rate limit"),
        (Mode.UNKNOWN_MODEL, "is not known there. Check CITEWELL_LLM_MODEL"),
        (Mode.GARBAGE, "sent nothing readable. Check that CITEWELL_LLM_BASE_URL"),
        (Mode.DISCONNECT, "broke the connection off"),
    ],
)
def test_each_failure_is_one_clear_line(mode: Mode, said: str) -> None:
    with (
        llm_stub(["A long enough answer to break in the middle."], mode=mode) as stub,
        pytest.raises(GenerationFailed) as raised,
    ):
        list(model_of(stub).stream(ASK))

    message = str(raised.value)
    assert said in message
    assert "\n" not in message
    assert "secret" not in message


def test_a_silent_server_is_given_up_after_the_timeout() -> None:
    with llm_stub(["A long enough answer."], mode=Mode.SLOW, pause_seconds=60) as stub:
        with pytest.raises(GenerationFailed, match=r"silent for 0\.3 seconds"):
            list(model_of(stub, timeout_seconds=0.3).stream(ASK))

        assert stub.pieces_sent == 1


def test_a_server_that_is_not_there_is_named() -> None:
    model = LangChainChatModel(ChatModelSettings("stub", "http://127.0.0.1:9/v1", retries=0))

    with pytest.raises(GenerationFailed, match=r"127\.0\.0\.1:9/v1 cannot be reached"):
        list(model.stream(ASK))


def test_closing_the_stream_ends_the_request() -> None:
    with llm_stub(["word " * 2000], mode=Mode.DRIPPING, pause_seconds=0.01) as stub:
        pieces = model_of(stub).stream(ASK)
        next(pieces)
        pieces.close()

        assert stub.hung_up.wait(30)

    assert stub.pieces_sent < 200


def test_closing_ends_a_request_that_nothing_has_come_of_yet() -> None:
    with llm_stub(mode=Mode.SILENT, pause_seconds=10) as stub:
        pieces = model_of(stub).stream(ASK)
        waited = next(pieces)
        pieces.close()

        assert stub.hung_up.wait(30)

    assert waited == STILL_WAITING
    assert stub.pieces_sent == 0


@pytest.mark.parametrize("mode", [Mode.ERROR, Mode.RATE_LIMIT])
def test_a_server_that_is_busy_is_asked_again(mode: Mode) -> None:
    with llm_stub(["Thirty days [1]."], mode=mode) as stub:
        stub.failures = 2
        answer = "".join(model_of(stub).stream(ASK))

    assert answer == "Thirty days [1]."
    assert len(stub.requests) == 3


@pytest.mark.parametrize(
    ("mode", "requests"),
    [
        (Mode.ERROR, 3),
        (Mode.WRONG_KEY, 1),
        (Mode.UNKNOWN_MODEL, 1),
        (Mode.DISCONNECT, 1),
        (Mode.GARBAGE, 1),
    ],
)
def test_only_what_may_pass_is_tried_again_and_never_after_the_first_piece(
    mode: Mode, requests: int
) -> None:
    with (
        llm_stub(["A long enough answer to break in the middle."], mode=mode) as stub,
        pytest.raises(GenerationFailed),
    ):
        list(model_of(stub).stream(ASK))

    assert len(stub.requests) == requests


def test_a_server_that_asks_for_too_much_time_is_not_waited_for() -> None:
    with llm_stub(mode=Mode.RATE_LIMIT) as stub:
        stub.headers = {"Retry-After": "600"}

        with pytest.raises(GenerationFailed, match="rate limit"):
            list(model_of(stub).stream(ASK))

    assert len(stub.requests) == 1


def test_closing_while_waiting_for_a_busy_server_asks_it_no_more() -> None:
    with llm_stub(mode=Mode.RATE_LIMIT) as stub:
        stub.headers = {"Retry-After": "5"}
        pieces = model_of(stub).stream(ASK)
        next(pieces)
        pieces.close()

    assert len(stub.requests) <= 1


def test_thoughts_of_a_reasoning_model_are_left_out() -> None:
    with llm_stub(["<think>The user wants days.</think>\n\nThirty days [1]."]) as stub:
        answer = "".join(model_of(stub).stream(ASK))

    assert answer == "Thirty days [1]."


def test_openais_own_server_needs_a_key() -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_LLM_API_KEY"):
        LangChainChatModel(ChatModelSettings("gpt-4o"))
