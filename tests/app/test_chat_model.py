from __future__ import annotations

import time

import pytest

from app.chat_model import ChatModelSettings, LangChainChatModel
from app.chatting import Message
from knowledge.errors import ConfigurationError, GenerationFailed
from tests.llm_stub import LlmStub, Mode, llm_stub

ASK = [Message("system", "Be brief."), Message("user", "How long?")]


def model_of(stub: LlmStub, *, timeout_seconds: float = 5.0) -> LangChainChatModel:
    return LangChainChatModel(
        ChatModelSettings("stub", stub.url, "secret", timeout_seconds=timeout_seconds)
    )


def test_an_answer_arrives_in_pieces_over_http() -> None:
    with llm_stub(["Within thirty days [1]."]) as stub:
        pieces = list(model_of(stub).stream(ASK))

    assert len(pieces) > 1
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
    with llm_stub(["A long enough answer."], mode=Mode.SLOW) as stub:
        started = time.monotonic()

        with pytest.raises(GenerationFailed, match=r"silent for 0\.3 seconds"):
            list(model_of(stub, timeout_seconds=0.3).stream(ASK))

    assert time.monotonic() - started < 3


def test_a_server_that_is_not_there_is_named() -> None:
    model = LangChainChatModel(ChatModelSettings("stub", "http://127.0.0.1:9/v1"))

    with pytest.raises(GenerationFailed, match=r"127\.0\.0\.1:9/v1 cannot be reached"):
        list(model.stream(ASK))


def test_closing_the_stream_ends_the_request() -> None:
    with llm_stub(["word " * 2000], mode=Mode.DRIPPING, pause_seconds=0.01) as stub:
        pieces = model_of(stub).stream(ASK)
        next(pieces)
        pieces.close()

        assert stub.hung_up.wait(3)

    assert stub.pieces_sent < 200


def test_thoughts_of_a_reasoning_model_are_left_out() -> None:
    with llm_stub(["<think>The user wants days.</think>\n\nThirty days [1]."]) as stub:
        answer = "".join(model_of(stub).stream(ASK))

    assert answer == "Thirty days [1]."


def test_openais_own_server_needs_a_key() -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_LLM_API_KEY"):
        LangChainChatModel(ChatModelSettings("gpt-4o"))
