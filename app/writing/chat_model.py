"""The door to language models: LangChain's chat models, of any provider whose package is here."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from functools import cache
from time import monotonic
from typing import Any, cast
from urllib.parse import urlsplit

import openai
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from app.writing.awaiting import STILL_WAITING, pieces_of, waiting
from app.writing.chatting import Message
from app.writing.failing import Failure, Trouble, failure_of
from app.writing.providers import OLLAMA, OPENAI, ChatModelSettings, options_for
from app.writing.retrying import PASSING_STATUS, seconds_to_wait
from app.writing.served_models import Window, window_of
from knowledge.errors import ConfigurationError, GenerationFailed

_ROLES: dict[str, type[BaseMessage]] = {
    "system": SystemMessage,
    "user": HumanMessage,
    "assistant": AIMessage,
}
USUAL_WINDOW = 8_192
"""Tokens where nobody says how many a model reads."""
_ASKING_SECONDS = 2.0
_ASKED_AGAIN_SECONDS = 600.0
_SOON_ASKED_AGAIN_SECONDS = 20.0
_GRACE_SECONDS = 1.0
_THINKING, _THOUGHT = "<think>", "</think>"


class LangChainChatModel:
    """A chat model behind LangChain. Nothing is traced or sent anywhere but to the server."""

    def __init__(self, settings: ChatModelSettings) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ConfigurationError: OpenAI's own server is meant, but there is no key; or the provider's
                package is missing or does not take the settings.
        """
        self._settings = settings
        self._model = _chat_model(settings)
        self._window = settings.context_tokens
        self._ask_again = None if settings.context_tokens else 0.0

    def window(self) -> int:
        """Return how many tokens the model reads: what is set, else its own as far as it is told.

        A server of one's own is asked (again after a while, where it does not say, and soon where
        it has yet to load the model); LangChain knows the large providers' models.
        """
        now = monotonic()
        if self._ask_again is not None and now >= self._ask_again:
            window = self._told_window()
            self._window = window.tokens if window else USUAL_WINDOW
            patience = _ASKED_AGAIN_SECONDS if window is None else _SOON_ASKED_AGAIN_SECONDS
            self._ask_again = None if window and window.certain else now + patience
        return self._window

    def _told_window(self) -> Window | None:
        settings = self._settings
        if settings.provider == OPENAI and settings.base_url:
            served = window_of(
                settings.base_url, settings.name, settings.api_key, timeout_seconds=_ASKING_SECONDS
            )
            if served is not None:
                return served
        published = (self._model.profile or {}).get("max_input_tokens")
        return Window(published) if published else None

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
                    for piece in self._heard(pieces):
                        begun = begun or piece != STILL_WAITING
                        yield piece
            except Exception as error:  # each provider's client has its own
                failure = _failure_of(error)
                seconds = None if begun else self._pause_after(failure, tries)
                if seconds is None:
                    said = self._explained(failure, error, begun=begun)
                    raise GenerationFailed(said) from error
            else:
                return
            yield from waiting(seconds)

    def _heard(self, pieces: Iterator[str]) -> Generator[str]:
        """Yield the pieces; give a server up that is silent for longer than its client allows.

        Some clients try again by themselves whatever they are told.
        """
        until = monotonic() + self._settings.timeout_seconds + _GRACE_SECONDS
        for piece in pieces:
            if piece != STILL_WAITING:
                until = monotonic() + self._settings.timeout_seconds + _GRACE_SECONDS
            elif monotonic() > until:
                raise TimeoutError
            yield piece

    async def _asked(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        chunks = self._model.astream([_ROLES[m.role](m.text) for m in messages])
        assert isinstance(chunks, AsyncGenerator), "LangChain's streams are generators"
        async with aclosing(chunks):
            async for chunk in chunks:
                if text := str(chunk.text):
                    yield text

    def _pause_after(self, failure: Failure, tries: int) -> float | None:
        """Return the seconds until the next try, None where there is none."""
        passing = failure.status in PASSING_STATUS and failure.trouble is not Trouble.QUOTA
        if tries > self._settings.retries or not (
            passing or failure.trouble is Trouble.UNREACHABLE
        ):
            return None
        return seconds_to_wait(tries, failure.headers, first_seconds=self._settings.retry_seconds)

    def _explained(self, failure: Failure, error: Exception, *, begun: bool) -> str:
        where = f"The language model {self._settings.model!r} at {self._settings.where}"
        trouble = failure.trouble
        if begun and trouble is Trouble.UNREACHABLE:
            trouble = Trouble.BROKEN_OFF
        if trouble in _SAID:
            return f"{where} {_SAID[trouble]}"
        if trouble is Trouble.SILENT:
            return f"{where} was silent for {self._settings.timeout_seconds:g} seconds."
        if failure.status is not None:
            return f"{where} failed with HTTP status {failure.status}."
        return f"{where} failed: {' '.join(str(error).split())[:200]}"


_SAID: Mapping[Trouble, str] = {
    Trouble.UNREACHABLE: "cannot be reached. Check CITEWELL_LLM_BASE_URL and that it runs.",
    Trouble.BROKEN_OFF: "broke the connection off.",
    Trouble.KEY_REFUSED: "refused the key. Check CITEWELL_LLM_API_KEY.",
    Trouble.UNKNOWN_MODEL: "is not known there. Check CITEWELL_LLM_MODEL and "
    "CITEWELL_LLM_BASE_URL.",
    Trouble.RATE_LIMIT: "takes no more questions just now (rate limit).",
    Trouble.QUOTA: "takes no more questions just now (rate limit).",
    # What a server that does not speak the protocol makes the client stumble over.
    Trouble.UNREADABLE: "sent nothing readable. Check that CITEWELL_LLM_BASE_URL is an "
    "OpenAI-compatible address (it often ends in /v1).",
}


def _chat_model(settings: ChatModelSettings) -> BaseChatModel:
    if settings.provider == OPENAI and not settings.api_key and not settings.base_url:
        raise ConfigurationError(
            f"The language model {settings.model!r} is OpenAI's and needs a key. Set "
            "CITEWELL_LLM_API_KEY, or CITEWELL_LLM_BASE_URL to a server of your own."
        )
    # LangChain sends every prompt to a tracing service when an environment variable of another
    # project says so; patients' questions must not leave by such a side door.
    os.environ.update(LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")
    options = options_for(settings, window=settings.context_tokens or USUAL_WINDOW)
    if settings.is_local:
        options |= _past_proxies(settings)
    try:
        model = init_chat_model(
            settings.name, model_provider=settings.provider, **cast("dict[str, Any]", options)
        )
    except ImportError as error:
        raise ConfigurationError(
            f"The language model {settings.model!r} needs LangChain's package for "
            f"{settings.provider!r}, which is not installed: {_package(error)}. Or name a model "
            "that an OpenAI-compatible server has, and set CITEWELL_LLM_BASE_URL."
        ) from error
    except Exception as error:  # each provider's class refuses in its own way
        # Not the error's own words: they may hold the key.
        raise ConfigurationError(
            f"The language model {settings.model!r} cannot be set up ({type(error).__name__}). "
            f"Check its name, and its key: CITEWELL_LLM_API_KEY or the variable of "
            f"{settings.provider!r} itself."
        ) from error
    assert isinstance(model, BaseChatModel)
    return model


def _past_proxies(settings: ChatModelSettings) -> Mapping[str, object]:
    """Return what keeps a provider's client from the proxies that the environment names.

    What is on the own network is sent unmasked: it must go nowhere else, by redirects neither.
    """
    if settings.provider == OPENAI:
        return _direct_clients()
    if settings.provider != OLLAMA:
        # Their own clients differ, but all leave out what this variable names.
        for variable in ("NO_PROXY", "no_proxy"):
            named = os.environ.get(variable, "")
            host = urlsplit(settings.base_url).hostname or ""
            if host not in named.split(","):
                os.environ[variable] = f"{named},{host}".strip(",")
    return {}


@cache
def _direct_clients() -> Mapping[str, object]:
    # The context reads SSL_CERT_FILE, which a client that trusts no environment does not.
    context = ssl.create_default_context()
    return {
        "openai_proxy": None,
        "http_client": openai.DefaultHttpxClient(
            trust_env=False, follow_redirects=False, verify=context
        ),
        "http_async_client": openai.DefaultAsyncHttpxClient(
            trust_env=False, follow_redirects=False, verify=context
        ),
    }


def _failure_of(error: Exception) -> Failure:
    # It carries the status of an answer that was well, only not readable.
    if isinstance(error, openai.APIResponseValidationError):
        return Failure(Trouble.UNREADABLE)
    return failure_of(error)


def _package(error: ImportError) -> str:
    """Return what to run, as LangChain says it."""
    found = re.search(r"`(pip install [\w-]+)`", str(error))
    return f"run {found[1]}" if found else " ".join(str(error).split())[:200]


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
