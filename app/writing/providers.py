"""Which provider a language model's name names, and what LangChain's class for it is told."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.addresses import without_credentials

OPENAI = "openai"
OPENAI_URL = "https://api.openai.com/v1"

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
        "ollama",
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
        if self.base_url:
            return without_credentials(self.base_url)
        return OPENAI_URL if self.provider == OPENAI else self.provider


def provider_of(model: str) -> str:
    """Return the provider that a name begins with: "anthropic:claude-...".

    Ollama's own names have colons too ("llama3.2:3b"): only LangChain's words are providers. What
    names none is OpenAI's or served by a server that speaks OpenAI's protocol.
    """
    before, colon, _ = model.partition(":")
    return before if colon and before in PROVIDERS else OPENAI


def options_for(settings: ChatModelSettings, *, window: int) -> dict[str, object]:
    """Return what the provider's class is told besides the model's name.

    Trying again is done by us: the client's own waits cannot be called off, and last longer than a
    caller on the line does.
    """
    if settings.provider == "ollama":
        return _ollama(settings, window)
    options: dict[str, object] = {
        "timeout": settings.timeout_seconds,
        "max_tokens": settings.max_answer_tokens,
        "max_retries": 0,
        "temperature": 0,
    }
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.api_key:
        options["api_key"] = settings.api_key
    return options | (_openai(settings) if settings.provider == OPENAI else {})


def _openai(settings: ChatModelSettings) -> dict[str, object]:
    # OpenAI's name for the limit is "max_completion_tokens"; most other servers read "max_tokens".
    own_server = {"max_tokens": settings.max_answer_tokens} if settings.base_url else None
    return {
        "base_url": settings.base_url or OPENAI_URL,
        "api_key": settings.api_key or "none",
        "use_responses_api": False,
        "extra_body": own_server,
    }


def _ollama(settings: ChatModelSettings, window: int) -> dict[str, object]:
    """Name Ollama's own options; its window is ours to set, and what is longer it cuts silently."""
    options: dict[str, object] = {
        "num_predict": settings.max_answer_tokens,
        "num_ctx": window,
        "temperature": 0,
        "client_kwargs": {"timeout": settings.timeout_seconds},
    }
    return options | ({"base_url": settings.base_url} if settings.base_url else {})
