"""What an OpenAI-compatible server says of its models: which there are, how long their windows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import cast
from urllib.parse import urlsplit, urlunsplit
from urllib.request import ProxyHandler, Request, build_opener, urlopen

from knowledge.common.addresses import is_local

OLLAMA_WINDOW = 4_096
"""What Ollama reads of a prompt with less than 24 GB of video memory, unless it is told otherwise;
what is longer it cuts off without a word (its docs/context-length)."""
# vLLM and SGLang, Groq, OpenRouter and Together, others.
_WINDOWS = ("max_model_len", "context_window", "context_length", "max_context_length")
_OLLAMA, _LLAMA_CPP = "library", "llamacpp"
_NOTHING_READABLE = (OSError, HTTPException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as its server lists it; `window` in tokens, None where the server does not say."""

    name: str
    window: int | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """How many tokens a model reads; not `certain` where the server will know better soon.

    `slots` is how many requests the server works on at once, None where it does not say.
    """

    tokens: int
    certain: bool = True
    slots: int | None = None


def served_models(address: str, key: str = "", *, timeout_seconds: float) -> list[ServedModel]:
    """Ask a server for its models.

    Raises:
        OSError, HTTPException: it is not reached, or refuses (`HTTPError` is an OSError).
        ValueError, KeyError, TypeError: what it sends is no list of models.
    """
    listed = _read(f"{address.rstrip('/')}/models", key, timeout_seconds)
    return [_served(each) for each in cast("list[Mapping[str, object]]", listed["data"])]


def window_of(address: str, model: str, key: str = "", *, timeout_seconds: float) -> Window | None:
    """Return how many tokens a model of this name reads there, None where nobody says."""
    try:
        models = served_models(address, key, timeout_seconds=timeout_seconds)
    except _NOTHING_READABLE:
        return None
    found = listed(models, model)
    return listed_window(address, found, key, timeout_seconds=timeout_seconds) if found else None


def listed_window(
    address: str, found: ServedModel, key: str = "", *, timeout_seconds: float
) -> Window | None:
    """Return how many tokens a listed model reads, None where nobody says.

    Ollama and llama.cpp do not list it; they tell it of what is loaded.
    """
    if found.window:
        return Window(found.window)
    running = None
    with suppress(*_NOTHING_READABLE):
        if found.owner == _OLLAMA:
            running = _ollama_window(_root(address), found.name, key, timeout_seconds)
        elif found.owner == _LLAMA_CPP:
            running = _llama_cpp_window(_root(address), key, timeout_seconds)
    if running:
        return running
    return Window(OLLAMA_WINDOW, certain=False) if is_ollama(found) else None


def listed(models: Sequence[ServedModel], name: str) -> ServedModel | None:
    """Return the model of a name; Ollama lists "llama3.2:latest" and takes "llama3.2"."""
    return next((each for each in models if each.name in {name, f"{name}:latest"}), None)


def is_ollama(model: ServedModel) -> bool:
    """Tell whether it is Ollama that serves a model."""
    return model.owner == _OLLAMA


def _served(row: Mapping[str, object]) -> ServedModel:
    told = (_tokens(row.get(name)) for name in _WINDOWS)
    window = next((tokens for tokens in told if tokens), None)
    return ServedModel(str(row["id"]), window, str(row.get("owned_by") or ""))


def _ollama_window(root: str, name: str, key: str, timeout_seconds: float) -> Window | None:
    loaded = cast(
        "list[Mapping[str, object]]", _read(f"{root}/api/ps", key, timeout_seconds)["models"]
    )
    told = (_tokens(each.get("context_length")) for each in loaded if each.get("name") == name)
    tokens = next(told, None)
    return Window(tokens) if tokens else None


def _llama_cpp_window(root: str, key: str, timeout_seconds: float) -> Window | None:
    props = _read(f"{root}/props", key, timeout_seconds)
    running = cast("Mapping[str, object]", props["default_generation_settings"])
    tokens = _tokens(running["n_ctx"])
    return Window(tokens, slots=_tokens(props.get("total_slots"))) if tokens else None


def _tokens(told: object) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else None


def _root(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def _read(address: str, key: str, timeout_seconds: float) -> Mapping[str, object]:
    request = Request(address, headers={"Accept": "application/json"})
    if key:
        # Unredirected: urllib would hand the key on to whatever host a redirect names.
        request.add_unredirected_header("Authorization", f"Bearer {key}")
    # What stays on the own network passes no proxy that the environment names.
    ask = build_opener(ProxyHandler({})).open if is_local(address) else urlopen
    with ask(request, timeout=timeout_seconds) as response:
        return cast("Mapping[str, object]", json.load(response))
