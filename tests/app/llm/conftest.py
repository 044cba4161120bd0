"""Fixtures shared by the tests here."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from types import ModuleType

import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult


class ChatOllama(BaseChatModel):
    """A provider's class as LangChain's packages have them, answering by script."""

    model: str
    num_ctx: int = 0
    num_predict: int = 0
    base_url: str = ""
    temperature: float = 1.0
    client_kwargs: dict[str, object] | None = None

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        raise NotImplementedError

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> AsyncIterator[ChatGenerationChunk]:
        if FAILURES:
            raise FAILURES.pop(0)
        for piece in (f"{self.model} reads {self.num_ctx}", " tokens [1]."):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


FAILURES: list[Exception] = []


@pytest.fixture
def ollama_s_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if langchain-ollama were installed."""
    module = ModuleType("langchain_ollama")
    module.__dict__["ChatOllama"] = ChatOllama
    monkeypatch.setitem(sys.modules, "langchain_ollama", module)
    FAILURES.clear()
