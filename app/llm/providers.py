"""Which provider a model's name names, what its class is told, and which parameters it takes.

Servers that speak OpenAI's protocol differ: some read only `max_tokens`, some refuse it; some
models take no temperature, some no system message. Nobody lists it; the server's 400 says it.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from knowledge.common.addresses import is_local, without_credentials

_REFUSING_STATUS = frozenset({400, 422})
_LIMIT_NAMES = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_STREAMING = ("to stream", "streaming is not", "streaming not", "'stream'", '"stream"')
_ROLE_WORDS = ("role", "message", "instruction", "prompt")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is sent besides the messages.

    `limits` are names for the limit, of which the first is used; with none left none is sent.
    """

    limits: tuple[str, ...]
    temperature: bool = True
    system_role: bool = True
    streaming: bool = True

    @property
    def limit(self) -> str:
        """The name under which the limit of an answer's tokens is sent; "" for none."""
        return self.limits[0] if self.limits else ""


def after_refusal(accepted: Accepted, status: int | None, words: str) -> Accepted | None:
    """Return what to send instead, by a refusal's words in small letters; None: it is not that."""
    if status not in _REFUSING_STATUS:
        return None
    if accepted.limit and any(name in words for name in _LIMIT_NAMES):
        return replace(accepted, limits=accepted.limits[1:])
    if accepted.temperature and "temperature" in words:
        return replace(accepted, temperature=False)
    if accepted.streaming and any(sign in words for sign in _STREAMING):
        return replace(accepted, streaming=False)
    if accepted.system_role and _is_about_the_system_role(words):
        return replace(accepted, system_role=False)
    return None


def _is_about_the_system_role(words: str) -> bool:
    told = ("system" in words or "developer" in words) and any(w in words for w in _ROLE_WORDS)
    return told or "alternate" in words


class LearnedParameters:
    """What each model takes, by where it is served and its name, for as long as this runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Accepted] = {}

    def of(self, where: str, model: str, usual: Accepted) -> Accepted:
        """Return what was learned of a model, else the usual."""
        with self._lock:
            return self._known.get((where, model), usual)

    def learn(self, where: str, model: str, accepted: Accepted) -> None:
        """Keep what a model takes."""
        with self._lock:
            self._known[where, model] = accepted

    def forget(self) -> None:
        """Know nothing again."""
        with self._lock:
            self._known.clear()


LEARNED = LearnedParameters()


# Which provider a language model's name names, and what LangChain's class for it is told.


OPENAI, OLLAMA = "openai", "ollama"
OPENAI_URL = "https://api.openai.com/v1"
_OLLAMA_URL = "http://127.0.0.1:11434"

# LangChain's own words (langchain.chat_models.init_chat_model); each is a package of its own.
PROVIDERS = frozenset(
    {
        "anthropic",
        "anthropic_bedrock",
        "azure_ai",
        "azure_openai",
        "baseten",
        "bedrock",
        "bedrock_converse",
        "cohere",
        "deepseek",
        "fireworks",
        "google_anthropic_vertex",
        "google_genai",
        "google_vertexai",
        "groq",
        "ibm",
        "litellm",
        "mistralai",
        "nvidia",
        OLLAMA,
        OPENAI,
        "openrouter",
        "perplexity",
        "together",
        "upstage",
        "xai",
    }
)


@dataclass(frozen=True, slots=True)
class ChatModelSettings:
    """Which model, where; `timeout_seconds` is how long the server may be silent.

    A server that is busy is asked again `retries` times, first after `retry_seconds`.
    `context_tokens` is the window that is set, 0 for the model's own.
    """

    model: str
    base_url: str = ""
    api_key: str = ""
    timeout_seconds: float = 60.0
    max_answer_tokens: int = 600
    retries: int = 2
    retry_seconds: float = 0.5
    context_tokens: int = 0

    @property
    def provider(self) -> str:
        """LangChain's word for who serves the model: what stands before a colon, else OpenAI."""
        return provider_of(self.model)

    @property
    def name(self) -> str:
        """The model's name without the provider's."""
        provider = f"{self.provider}:"
        return self.model.removeprefix(provider)

    @property
    def where(self) -> str:
        """Where it is served, for a person to read."""
        address = address_of(self.model, self.base_url)
        return without_credentials(address) if address else self.provider

    @property
    def is_local(self) -> bool:
        """Whether it is served on this machine or the own network, and asked past any proxy."""
        return is_local(address_of(self.model, self.base_url))


_SMALLEST_SHARE_TOKENS = 96
"""Two sentences with their markers."""


def answer_share(window: int, wanted: int) -> int:
    """Return how many tokens of a window an answer may take: all wanted, in a small one a quarter.

    What is left must hold rules, question and a passage.
    """
    return min(wanted, max(_SMALLEST_SHARE_TOKENS, window // 4))


def provider_of(model: str) -> str:
    """Return the provider that a name begins with: "anthropic:claude-...".

    Ollama's own names have colons too ("llama3.2:3b"): only LangChain's words are providers. What
    names none is OpenAI's or served by a server that speaks OpenAI's protocol.
    """
    before, colon, _ = model.partition(":")
    return before if colon and before in PROVIDERS else OPENAI


def address_of(model: str, base_url: str) -> str:
    """Return where a model is really asked; empty for what only its provider's package knows."""
    provider = provider_of(model)
    if base_url or provider not in {OPENAI, OLLAMA}:
        return base_url
    if provider == OPENAI:
        return OPENAI_URL
    host = os.environ.get("OLLAMA_HOST", "").strip() or _OLLAMA_URL
    return host if "//" in host else f"http://{host}"


def is_masked(setting: str, model: str, base_url: str) -> bool:
    """Tell whether identifiers are hidden from a model: `remote` ones', always, or never.

    What is on the own network is asked directly, so a model that a proxy takes is never local.
    """
    if setting == "remote":
        return not is_local(address_of(model, base_url))
    return setting == "always"


def usual_parameters(settings: ChatModelSettings) -> Accepted:
    """Return what is sent as long as the server does not refuse it.

    OpenAI's newer models know only its newer name for the limit; most other servers know the older
    one, and some of them no other. Never both: some refuse that, too.
    """
    if settings.provider != OPENAI:
        return Accepted(("max_tokens",))
    newer, older = "max_completion_tokens", "max_tokens"
    own = is_openai_s(settings.base_url) if settings.base_url else True
    return Accepted((newer, older) if own else (older, newer))


def is_openai_s(base_url: str) -> bool:
    """Tell whether an address is OpenAI's own, or its models' at Azure."""
    host = urlsplit(base_url).hostname or ""
    return host == "api.openai.com" or host.endswith((".openai.com", ".openai.azure.com"))


def options_for(
    settings: ChatModelSettings, *, window: int, accepted: Accepted
) -> dict[str, object]:
    """Return what the provider's class is told besides the model's name.

    Trying again is done by us: the client's own waits cannot be called off, and last longer than a
    caller on the line does.
    """
    if settings.provider == OLLAMA:
        return _ollama(settings, window)
    options: dict[str, object] = {"timeout": settings.timeout_seconds, "max_retries": 0}
    if accepted.limit and settings.provider != OPENAI:
        options["max_tokens"] = settings.max_answer_tokens
    if accepted.temperature:
        options["temperature"] = 0
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.api_key:
        options["api_key"] = settings.api_key
    return options | (_openai(settings, accepted) if settings.provider == OPENAI else {})


def _openai(settings: ChatModelSettings, accepted: Accepted) -> dict[str, object]:
    # LangChain's own option would always be sent under OpenAI's newer name.
    limit = {accepted.limit: settings.max_answer_tokens} if accepted.limit else None
    return {
        "base_url": settings.base_url or OPENAI_URL,
        "api_key": settings.api_key or "none",
        "use_responses_api": False,
        "extra_body": limit,
    }


def _ollama(settings: ChatModelSettings, window: int) -> dict[str, object]:
    """Name Ollama's own options; its window is ours to set, and what is longer it cuts silently."""
    client: dict[str, object] = {"timeout": settings.timeout_seconds}
    if settings.is_local:
        client |= {"trust_env": False, "follow_redirects": False}
    return {
        "num_predict": settings.max_answer_tokens,
        "num_ctx": window,
        "temperature": 0,
        "client_kwargs": client,
        "base_url": address_of(settings.model, settings.base_url),
    }
