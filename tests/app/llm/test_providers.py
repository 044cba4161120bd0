"""Models of other providers than OpenAI, through LangChain's own classes for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.llm.chat import Message
from app.llm.chat_model import LangChainChatModel
from app.llm.clients import USUAL_WINDOW
from app.llm.failures import Trouble, failure_of
from app.llm.providers import (
    Accepted,
    ChatModelSettings,
    after_refusal,
    options_for,
    provider_of,
    usual_parameters,
)
from knowledge.domain.errors import GenerationFailed
from tests.app.llm.conftest import FAILURES
from tests.app.llm.test_served_models import serving

USUAL = Accepted(("max_tokens", "max_completion_tokens"))


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("unsupported parameter: 'max_tokens'", replace(USUAL, limits=("max_completion_tokens",))),
        ("'temperature' does not support 0", replace(USUAL, temperature=False)),
        ("system role not supported", replace(USUAL, system_role=False)),
        ("roles must alternate user/assistant", replace(USUAL, system_role=False)),
        ("developer instruction is not enabled", replace(USUAL, system_role=False)),
        ("must be verified to stream this model", replace(USUAL, streaming=False)),
        ("your prompt was filtered", None),
    ],
)
def test_a_refusal_says_what_to_leave_out(words: str, instead: Accepted | None) -> None:
    assert after_refusal(USUAL, 400, words) == instead


def test_only_refusals_of_a_request_s_form_are_read() -> None:
    assert after_refusal(USUAL, 500, "max_tokens") is None
    assert after_refusal(USUAL, None, "temperature") is None


def test_what_is_left_out_already_is_not_left_out_again() -> None:
    bare = Accepted((), temperature=False, system_role=False, streaming=False)

    assert after_refusal(bare, 400, "max_tokens, temperature, system role, to stream") is None


ASK = [Message("user", "How long?")]


class Overloaded(Exception):
    """As another provider's client says that its server is busy: no class of OpenAI's."""

    status_code = 529


def ollama(**more: object) -> LangChainChatModel:
    settings = {"model": "ollama:llama3.2:3b", "retry_seconds": 0.01, **more}
    return LangChainChatModel(ChatModelSettings(**settings))  # type: ignore[arg-type] # by name


@pytest.mark.parametrize(
    ("model", "provider", "name"),
    [
        ("anthropic:claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"),
        ("ollama:llama3.2:3b", "ollama", "llama3.2:3b"),
        ("openai:gpt-5", "openai", "gpt-5"),
        ("gpt-5", "openai", "gpt-5"),
        # Ollama's own names, served by OpenAI's protocol.
        ("llama3.2:3b", "openai", "llama3.2:3b"),
        ("mistral:7b", "openai", "mistral:7b"),
        ("anthropic", "openai", "anthropic"),
    ],
)
def test_what_stands_before_a_colon_is_a_provider_only_where_langchain_knows_it(
    model: str, provider: str, name: str
) -> None:
    assert provider_of(model) == provider
    assert ChatModelSettings(model).name == name


def test_a_provider_without_an_address_is_told_none() -> None:
    settings = ChatModelSettings("anthropic:claude", api_key="k")
    options = options_for(settings, window=8_000, accepted=usual_parameters(settings))

    assert options == {
        "timeout": 60.0,
        "max_tokens": 600,
        "max_retries": 0,
        "temperature": 0,
        "api_key": "k",
    }


@pytest.mark.usefixtures("ollama_s_package")
def test_another_provider_answers_through_its_own_class_with_its_own_window() -> None:
    model = ollama(context_tokens=16_000, base_url="http://gpu:11434")

    assert "".join(model.stream(ASK)) == "llama3.2:3b reads 16000 tokens [1]."
    assert model.window() == 16_000


@pytest.mark.usefixtures("ollama_s_package")
def test_a_busy_server_of_another_provider_is_asked_again() -> None:
    FAILURES.append(Overloaded("busy"))

    assert "tokens [1]." in "".join(ollama().stream(ASK))


@pytest.mark.usefixtures("ollama_s_package")
def test_trouble_of_another_provider_is_one_clear_line() -> None:
    FAILURES.append(ConnectionRefusedError("no"))

    with pytest.raises(
        GenerationFailed, match=r"'ollama:llama3.2:3b' at http://127.0.0.1:11434 cannot"
    ):
        list(ollama(retries=0).stream(ASK))


def test_an_address_is_said_without_the_password_in_it() -> None:
    settings = ChatModelSettings("m", "http://desk:secret-1@gpu:8000/v1")

    assert settings.where == "http://gpu:8000/v1"


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (TimeoutError(), Trouble.SILENT),
        (ConnectionResetError(), Trouble.UNREACHABLE),
        (Overloaded(), Trouble.STATUS),
        (ValueError("half a line"), Trouble.UNREADABLE),
        (RuntimeError("loop"), Trouble.OTHER),
    ],
)
def test_trouble_is_told_by_what_all_clients_have_in_common(
    error: Exception, trouble: Trouble
) -> None:
    assert failure_of(error).trouble is trouble


def test_the_window_is_the_server_s_own_where_none_is_set() -> None:
    with serving({"/v1/models": {"data": [{"id": "m", "max_model_len": 5_000}]}}) as address:
        model = LangChainChatModel(ChatModelSettings("m", address))
        told = model.window()

    # It is remembered: the server is gone by now.
    assert (told, model.window()) == (5_000, 5_000)
    assert LangChainChatModel(ChatModelSettings("m", address, context_tokens=900)).window() == 900


def test_the_window_of_a_large_provider_s_model_is_the_published_one() -> None:
    model = LangChainChatModel(ChatModelSettings("gpt-4o-mini", api_key="k"))

    assert model.window() == 128_000


def test_a_window_that_nobody_tells_is_the_usual_one_and_is_not_asked_for_each_time() -> None:
    pages: dict[str, object] = {"/v1/models": {"data": [{"id": "m"}]}}
    with serving(pages) as address:
        model = LangChainChatModel(ChatModelSettings("m", address))
        before = model.window()
        pages["/v1/models"] = {"data": [{"id": "m", "max_model_len": 5_000}]}
        after = model.window()

    assert (before, after) == (USUAL_WINDOW, USUAL_WINDOW)


def test_ollama_is_asked_again_once_it_has_loaded_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr("app.llm.chat_model.monotonic", lambda: clock[0])
    pages: dict[str, object] = {"/v1/models": {"data": [{"id": "m", "owned_by": "library"}]}}
    with serving(pages) as address:
        model = LangChainChatModel(ChatModelSettings("m", address))
        unloaded = model.window()
        pages["/api/ps"] = {"models": [{"name": "m", "context_length": 32_000}]}
        clock[0] += 30
        loaded = model.window()

    assert (unloaded, loaded) == (4_096, 32_000)
