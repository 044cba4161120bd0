"""Is the language model reachable? The key is sent to its server and never printed."""

from __future__ import annotations

import json
from dataclasses import replace
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from app.writing.masking import is_local
from citewell.doctor.checks import Check, State
from knowledge.addresses import without_credentials
from knowledge.settings import Settings

SUBJECT = "language model"
# The same as in app/writing/chat_model.py, whose import costs seconds.
OPENAI_URL = "https://api.openai.com/v1"
TIMEOUT_SECONDS = 5.0
UNAUTHORISED = (401, 403)
NOT_FOUND = 404


def check_language_model(settings: Settings, *, timeout_seconds: float = TIMEOUT_SECONDS) -> Check:
    """Look at the settings, then ask the server for its list of models."""
    check = _check_configured(settings) or _check_reachable(settings, timeout_seconds)
    open_handed = settings.mask_phi == "never" and not is_local(settings.llm_base_url)
    if settings.llm_model and open_handed and check.state is State.OK:
        advice = "Member ids, phone numbers and the like are sent to it: set CITEWELL_MASK_PHI."
        return replace(check, state=State.WARNING, advice=advice)
    return check


def _check_configured(settings: Settings) -> Check | None:
    """Return what the settings alone tell; None when the server has to be asked."""
    if not settings.llm_model:
        found = "none: answers are quoted sentences"
        if settings.llm_base_url or settings.llm_api_key:
            advice = "CITEWELL_LLM_MODEL is empty, so the address and key are not used: set it."
            return Check(SUBJECT, State.WARNING, found, advice)
        return Check(SUBJECT, State.OK, f"{found} (set CITEWELL_LLM_MODEL for written ones)")
    if not settings.llm_base_url and not settings.llm_api_key:
        advice = "Set CITEWELL_LLM_API_KEY, or CITEWELL_LLM_BASE_URL to a server of your own."
        return Check(SUBJECT, State.WRONG, f"{_where(settings)} needs a key", advice)
    if urlsplit(_address(settings)).scheme not in {"http", "https"}:
        advice = "CITEWELL_LLM_BASE_URL begins with http:// or https:// and often ends in /v1."
        return Check(SUBJECT, State.WRONG, f"{_where(settings)} is no address", advice)
    return None


def _check_reachable(settings: Settings, timeout_seconds: float) -> Check:
    where = _where(settings)
    try:
        names = _model_names(settings, timeout_seconds)
    except HTTPError as error:
        return _refused(where, error.code)
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        advice = "See that it runs and that CITEWELL_LLM_BASE_URL is right (often ends in /v1)."
        return Check(SUBJECT, State.WRONG, f"{where} cannot be reached: {reason}", advice)
    except (ValueError, KeyError, TypeError):
        advice = "Check CITEWELL_LLM_BASE_URL: it does not speak the OpenAI protocol."
        return Check(SUBJECT, State.WRONG, f"{where} gave no list of models", advice)
    return _listed(where, settings.llm_model.removeprefix("openai:"), names)


def _address(settings: Settings) -> str:
    return (settings.llm_base_url or OPENAI_URL).rstrip("/")


def _where(settings: Settings) -> str:
    return f"{settings.llm_model!r} at {without_credentials(_address(settings))}"


def _model_names(settings: Settings, timeout_seconds: float) -> list[str]:
    request = Request(f"{_address(settings)}/models", headers={"Accept": "application/json"})
    if settings.llm_api_key:
        # Unredirected: urllib would hand the key on to whatever host a redirect names.
        key = settings.llm_api_key.get_secret_value()
        request.add_unredirected_header("Authorization", f"Bearer {key}")
    with urlopen(request, timeout=timeout_seconds) as response:
        return [str(model["id"]) for model in json.load(response)["data"]]


def _refused(where: str, code: int) -> Check:
    if code in UNAUTHORISED:
        advice = "Check CITEWELL_LLM_API_KEY."
        return Check(SUBJECT, State.WRONG, f"{where} refused the key (HTTP {code})", advice)
    if code == NOT_FOUND:
        found = f"{where} answers, but lists no models (HTTP 404)"
        return Check(SUBJECT, State.WARNING, found, "Ask a question to see whether it serves.")
    found = f"{where} failed (HTTP {code})"
    return Check(SUBJECT, State.WRONG, found, "Look into that server's log.")


def _listed(where: str, model: str, names: list[str]) -> Check:
    # Ollama lists "llama3.2:latest" and takes "llama3.2".
    if model in names or f"{model}:latest" in names:
        return Check(SUBJECT, State.OK, f"{where} answers and has the model")
    shown = ", ".join(names[:5]) or "none"
    advice = "Set CITEWELL_LLM_MODEL to one of them, or load the model there."
    return Check(SUBJECT, State.WARNING, f"{where} answers; its models: {shown}", advice)
