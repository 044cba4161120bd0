from __future__ import annotations

from collections.abc import Callable

import pytest

from app.llm.chat import STILL_WAITING, EndedStream, Ending, Message
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.llm.slots import SLOTS
from knowledge.domain.errors import ConfigurationError, GenerationFailed, PromptTooLong
from tests.llm_stub import LlmStub, Mode, llm_stub

Sent = dict[str, object]
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


def test_a_server_that_was_silent_twice_is_not_asked_a_third_time_for_a_while() -> None:
    with llm_stub(mode=Mode.SILENT, pause_seconds=60) as stub:
        for _ in range(2):
            with pytest.raises(GenerationFailed, match="was silent for"):
                list(model_of(stub, timeout_seconds=0.2).stream(ASK))
        with pytest.raises(GenerationFailed, match=r"times in a row.* again in \d+ seconds"):
            list(model_of(stub, timeout_seconds=0.2).stream(ASK))

        assert len(stub.requests) == 2


def test_a_server_with_one_slot_gets_one_request_at_a_time() -> None:
    with llm_stub(["A long enough answer."], mode=Mode.SLOW, pause_seconds=60) as stub:
        SLOTS.learn(stub.url, 1)
        first = model_of(stub).stream(ASK)
        assert any(first)

        with pytest.raises(GenerationFailed, match="busy with other questions"):
            list(model_of(stub, timeout_seconds=0.2).stream(ASK))
        first.close()
        stub.mode = Mode.NORMAL

        assert "".join(model_of(stub).stream(ASK)) == "A long enough answer."
        assert len(stub.requests) == 2


def test_a_small_window_leaves_the_answer_a_quarter() -> None:
    with llm_stub() as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url, context_tokens=1_024))
        list(model.stream(ASK))

    assert stub.requests[0]["max_tokens"] == 256


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
        assert stub.asked.wait(30)
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
        (Mode.GARBAGE, 2),  # once more without streaming: some servers send all at once
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


def ending_of(stub: LlmStub) -> Ending | None:
    stream = EndedStream(model_of(stub).stream(ASK))
    list(stream.pieces)
    return stream.ending


@pytest.mark.parametrize(
    ("finish", "ending"),
    [
        ("stop", Ending.COMPLETE),
        ("length", Ending.LIMIT),
        ("content_filter", Ending.FILTERED),
        ("error", Ending.BROKEN_OFF),
        (None, Ending.BROKEN_OFF),
    ],
)
def test_how_an_answer_ended_is_told(finish: str | None, ending: Ending) -> None:
    with llm_stub(["Thirty days [1]."]) as stub:
        stub.finish = finish

        assert ending_of(stub) is ending


def test_a_server_that_does_not_stream_is_asked_for_the_whole() -> None:
    with llm_stub(["Thirty days [1]."]) as stub:
        stub.whole = True

        answer = "".join(model_of(stub).stream(ASK))

    assert answer == "Thirty days [1]."


def refusing(
    name: str, words: str, status: int = 400
) -> Callable[[Sent], tuple[int, object] | None]:
    """Refuse requests that have a parameter, in these words."""
    body = {"error": {"message": words, "param": name}}
    return lambda sent: (status, body) if name in sent else None


@pytest.mark.parametrize(
    ("refused", "words", "status"),
    [
        ("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", 400),
        ("max_tokens", "max_tokens: Extra inputs are not permitted", 422),
        ("temperature", "Unsupported value: 'temperature' does not support 0.", 400),
    ],
)
def test_a_parameter_that_is_refused_is_left_out_from_then_on(
    refused: str, words: str, status: int
) -> None:
    with llm_stub(["Thirty days [1]."]) as stub:
        stub.refusal = refusing(refused, words, status)
        first = "".join(model_of(stub).stream(ASK))
        again = "".join(model_of(stub).stream(ASK))

    assert (first, again) == ("Thirty days [1].", "Thirty days [1].")
    assert [refused in sent for sent in stub.requests] == [True, False, False]


def test_a_model_that_may_not_be_streamed_is_asked_for_the_whole_from_then_on() -> None:
    words = "Your organization must be verified to stream this model."
    with llm_stub(["Thirty days [1]."]) as stub:
        stub.refusal = lambda sent: (
            (400, {"error": {"message": words, "param": "stream"}}) if sent.get("stream") else None
        )
        answers = ["".join(model_of(stub).stream(ASK)) for _ in range(2)]

    assert answers == ["Thirty days [1]."] * 2
    assert [bool(sent.get("stream")) for sent in stub.requests] == [True, False, False]


def test_only_one_name_of_the_limit_is_sent() -> None:
    with llm_stub() as stub:
        list(model_of(stub).stream(ASK))

    assert [name for name in stub.requests[0] if name.startswith("max_")] == ["max_tokens"]


def test_a_server_without_a_system_role_gets_the_rules_with_the_first_question() -> None:
    with llm_stub() as stub:
        stub.refusal = lambda _: (
            (400, {"message": "System role not supported"}) if len(stub.requests) == 1 else None
        )
        list(model_of(stub).stream(ASK))

    assert stub.requests[1]["messages"] == [
        {"content": "Be brief.\n\nHow long?", "role": "user"},
    ]


def test_what_a_server_says_of_its_refusal_is_told_without_the_key() -> None:
    with llm_stub() as stub:
        stub.refusal = lambda _: (
            400, {"error": {"message": "Prompt \x1b[31m filtered\nfor key secret and sk-other-1"}}
        )  # fmt: skip
        with pytest.raises(GenerationFailed) as raised:
            list(model_of(stub).stream(ASK))

    assert str(raised.value).endswith(
        'failed with HTTP status 400. It says: "Prompt [31m filtered for key *** and ***"'
    )


def test_a_prompt_that_is_too_long_tells_how_much_the_model_reads() -> None:
    with llm_stub() as stub:
        stub.refusal = lambda _: (
            400, {"error": {"message": "This model's maximum context length is 2048 tokens."}}
        )  # fmt: skip
        model = model_of(stub)
        with pytest.raises(PromptTooLong, match="reads less than it was sent") as raised:
            list(model.stream(ASK))

    assert (raised.value.window, model.window()) == (2_048, 2_048)
    assert len([sent for sent in stub.requests if "messages" in sent]) == 1


def test_halves_of_an_emoji_are_joined_and_what_cannot_be_shown_is_left_out() -> None:
    with llm_stub(["Thirty \U0001f642 days\x00\x1b[31m [1].\ud83d"]) as stub:
        answer = "".join(model_of(stub).stream(ASK))

    assert answer == "Thirty \U0001f642 days [1]."


def test_openais_own_server_needs_a_key() -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_LLM_API_KEY"):
        LangChainChatModel(ChatModelSettings("gpt-4o"))
