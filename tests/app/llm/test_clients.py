"""LangChain's classes, made ready with our settings."""

from __future__ import annotations

import sys

import pytest

from app.llm.chat_model import LangChainChatModel
from app.llm.providers import (
    ChatModelSettings,
)
from knowledge.domain.errors import ConfigurationError
from tests.app.llm.conftest import ChatOllama
from tests.app.llm.test_providers import ollama


def test_a_missing_package_is_named_with_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)

    with pytest.raises(ConfigurationError, match="run pip install langchain-anthropic"):
        LangChainChatModel(ChatModelSettings("anthropic:claude", api_key="k"))


@pytest.mark.usefixtures("ollama_s_package")
def test_what_a_provider_s_class_refuses_is_said_without_its_words_which_may_hold_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_self: object, **given: object) -> None:
        raise ValueError(f"no such option: {given}")

    monkeypatch.setattr(ChatOllama, "__init__", refuse)

    with pytest.raises(ConfigurationError, match=r"cannot be set up \(ValueError\)") as raised:
        ollama(base_url="http://user:secret-1@gpu")
    assert "secret-1" not in str(raised.value)
