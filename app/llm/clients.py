"""LangChain's classes for the providers, made ready with our settings."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import openai
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from app.llm.providers import OLLAMA, OPENAI, Accepted, ChatModelSettings, options_for
from knowledge.domain.errors import ConfigurationError

USUAL_WINDOW = 8_192
"""Tokens where nobody says how many a model reads."""


def client_of(settings: ChatModelSettings, accepted: Accepted) -> BaseChatModel:
    """Return the provider's client; nothing is sent yet.

    Raises:
        ConfigurationError: OpenAI's own server is meant, but there is no key; or the provider's
            package is missing or does not take the settings.
    """
    if settings.provider == OPENAI and not settings.api_key and not settings.base_url:
        raise ConfigurationError(
            f"The language model {settings.model!r} is OpenAI's and needs a key. Set "
            "CITEWELL_LLM_API_KEY, or CITEWELL_LLM_BASE_URL to a server of your own."
        )
    # LangChain sends every prompt to a tracing service when an environment variable of another
    # project says so; patients' questions must not leave that way.
    os.environ.update(LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")
    options = options_for(
        settings, window=settings.context_tokens or USUAL_WINDOW, accepted=accepted
    )
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


def _package(error: ImportError) -> str:
    """Return what to run, as LangChain says it."""
    found = re.search(r"`(pip install [\w-]+)`", str(error))
    return f"run {found[1]}" if found else " ".join(str(error).split())[:200]
