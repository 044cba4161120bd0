"""The door to language models: LangChain's chat models, any OpenAI-compatible server."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass

import httpx2
import openai
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from app.writing.awaiting import STILL_WAITING, pieces_of, waiting
from app.writing.chatting import Message
from app.writing.retrying import PASSING_STATUS, seconds_to_wait
from knowledge.errors import ConfigurationError, GenerationFailed

OPENAI_URL = "https://api.openai.com/v1"
_ROLES: dict[str, type[BaseMessage]] = {
    "system": SystemMessage,
    "user": HumanMessage,
    "assistant": AIMessage,
}
_THINKING, _THOUGHT = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class ChatModelSettings:
    """Which model, where; `timeout_seconds` is how long the server may be silent.

    A server that is busy is asked again `retries` times, first after `retry_seconds`.
    """

    model: str
    base_url: str = ""
    api_key: str = ""
    timeout_seconds: float = 60.0
    max_answer_tokens: int = 600
    retries: int = 2
    retry_seconds: float = 0.5


class LangChainChatModel:
    """A chat model behind LangChain. Nothing is traced or sent anywhere but to the server."""

    def __init__(self, settings: ChatModelSettings) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ConfigurationError: OpenAI's own server is meant, but there is no key.
        """
        self._settings = settings
        self._url = settings.base_url or OPENAI_URL
        self._model = _chat_model(settings, self._url)

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """Yield the answer's pieces; thoughts that a reasoning model writes first are left out."""
        with closing(self._pieces(messages)) as pieces:
            yield from _without_thoughts(pieces)

    def _pieces(self, messages: Sequence[Message]) -> Generator[str]:
        """Yield the pieces; ask again while nothing has come and the trouble may pass."""
        begun = False
        for tries in range(1, self._settings.retries + 2):
            try:
                with closing(pieces_of(lambda: self._asked(messages))) as pieces:
                    for piece in pieces:
                        begun = begun or piece != STILL_WAITING
                        yield piece
            except openai.OpenAIError as error:
                seconds = None if begun else self._pause_after(error, tries)
                if seconds is None:
                    raise GenerationFailed(self._explained(error, begun=begun)) from error
            except httpx2.HTTPError as error:
                raise GenerationFailed(f"{self._where} broke the connection off.") from error
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                # What a server that does not speak the protocol makes the client stumble over.
                raise GenerationFailed(
                    f"{self._where} sent nothing readable. Check that "
                    "CITEWELL_LLM_BASE_URL is an OpenAI-compatible address (it often ends in /v1)."
                ) from error
            else:
                return
            yield from waiting(seconds)

    async def _asked(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        chunks = self._model.astream([_ROLES[m.role](m.text) for m in messages])
        assert isinstance(chunks, AsyncGenerator), "LangChain's streams are generators"
        async with aclosing(chunks):
            async for chunk in chunks:
                if text := str(chunk.text):
                    yield text

    def _pause_after(self, error: openai.OpenAIError, tries: int) -> float | None:
        """Return the seconds until the next try, None where there is none."""
        if tries > self._settings.retries or isinstance(error, openai.APITimeoutError):
            return None
        first = self._settings.retry_seconds
        if isinstance(error, openai.APIConnectionError):
            return seconds_to_wait(tries, {}, first_seconds=first)
        if not isinstance(error, openai.APIStatusError) or error.code == "insufficient_quota":
            return None
        if error.status_code not in PASSING_STATUS:
            return None
        return seconds_to_wait(tries, error.response.headers, first_seconds=first)

    @property
    def _where(self) -> str:
        return f"The language model {self._settings.model!r} at {self._url}"

    def _explained(self, error: openai.OpenAIError, *, begun: bool) -> str:
        where = self._where
        silent = isinstance(error, openai.APITimeoutError)
        if begun and isinstance(error, openai.APIConnectionError) and not silent:
            return f"{where} broke the connection off."
        for kind, said in self._sayings():
            if isinstance(error, kind):
                return f"{where} {said}"
        if isinstance(error, openai.APIStatusError):
            return f"{where} failed with HTTP status {error.status_code}."
        return f"{where} failed: {' '.join(str(error).split())[:200]}"

    def _sayings(self) -> tuple[tuple[type[openai.OpenAIError], str], ...]:
        """Return what to say of an error, the narrower kinds first."""
        refused = "refused the key. Check CITEWELL_LLM_API_KEY."
        return (
            (
                openai.APITimeoutError,
                f"was silent for {self._settings.timeout_seconds:g} seconds.",
            ),
            (
                openai.APIConnectionError,
                "cannot be reached. Check CITEWELL_LLM_BASE_URL and that it runs.",
            ),
            (openai.AuthenticationError, refused),
            (openai.PermissionDeniedError, refused),
            (
                openai.NotFoundError,
                "is not known there. Check CITEWELL_LLM_MODEL and CITEWELL_LLM_BASE_URL.",
            ),
            (openai.RateLimitError, "takes no more questions just now (rate limit)."),
        )


def _chat_model(settings: ChatModelSettings, url: str) -> BaseChatModel:
    if not settings.api_key and not settings.base_url:
        raise ConfigurationError(
            f"The language model {settings.model!r} is OpenAI's and needs a key. Set "
            "CITEWELL_LLM_API_KEY, or CITEWELL_LLM_BASE_URL to a server of your own."
        )
    # LangChain sends every prompt to a tracing service when an environment variable of another
    # project says so; patients' questions must not leave by such a side door.
    os.environ.update(LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")
    # OpenAI's name for the limit is "max_completion_tokens"; most other servers read "max_tokens".
    own_server = {"max_tokens": settings.max_answer_tokens} if settings.base_url else None
    model = init_chat_model(
        settings.model.removeprefix("openai:"),
        model_provider="openai",
        base_url=url,
        api_key=settings.api_key or "none",
        timeout=settings.timeout_seconds,
        max_tokens=settings.max_answer_tokens,
        temperature=0,
        # Trying again is done here: the client's own waits cannot be called off, and last longer
        # than a caller on the line does.
        max_retries=0,
        use_responses_api=False,
        extra_body=own_server,
    )
    assert isinstance(model, BaseChatModel)
    return model


def _without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """Leave out "<think>...</think>" at the beginning, as reasoning models write it."""
    beginning = ""
    for piece in pieces:
        if piece == STILL_WAITING:
            yield piece
            continue
        beginning = (beginning + piece).lstrip()
        if beginning.startswith(_THINKING) and _THOUGHT in beginning:
            beginning = beginning.split(_THOUGHT, 1)[1].lstrip()
        if beginning.startswith(_THINKING) or _THINKING.startswith(beginning):
            yield STILL_WAITING
            continue
        yield beginning
        yield from pieces
        return
    if beginning and not beginning.startswith(_THINKING):
        yield beginning
