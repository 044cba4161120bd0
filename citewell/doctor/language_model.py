"""Are identifiers of persons hidden from each language model, and why? Nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPException
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from app.llm.providers import OPENAI, OPENAI_URL, address_of, is_masked, provider_of
from app.llm.served_models import OLLAMA_WINDOW, is_ollama, listed, listed_window, served_models
from citewell.doctor.checks import Check, State
from knowledge.common.addresses import is_local, without_credentials
from knowledge.domain.errors import ConfigurationError
from knowledge.settings.models import LlmSettings, MaskingSettings
from knowledge.settings.part import revealed
from knowledge.settings.settings import Settings

PERSONAL_DATA = "personal data"


def check_hiding(settings: Settings) -> list[Check]:
    """Say of each model that is set where it really is and whether identifiers are sent to it."""
    models = list(_models(settings.llm, settings.fallback, settings.judge))
    if not models:
        return [Check(PERSONAL_DATA, State.OK, "no language model is set: nothing is sent to one")]
    return [_check(settings.masking, model, base_url) for model, base_url in models]


def _models(
    llm: LlmSettings, fallback: LlmSettings, judge: LlmSettings
) -> Iterator[tuple[str, str]]:
    if llm.model:
        yield llm.model, llm.base_url
    if llm.model and fallback.model:
        yield fallback.model, fallback.base_url
    if judge.model:
        yield judge.model, judge.base_url


def _check(masking: MaskingSettings, model: str, base_url: str) -> Check:
    address = address_of(model, base_url)
    local = is_local(address)
    named = without_credentials(address) if address else provider_of(model)
    why = (
        f"{named} is on this machine or the own network and asked directly, past any proxy"
        if local
        else f"{named} is outside"
    )
    chosen = f"{why}; CITEWELL_MASK_PHI is {masking.phi}"
    if is_masked(masking.phi, model, base_url):
        return Check(PERSONAL_DATA, State.OK, f"hidden from {model!r}: {chosen}")
    if local:
        return Check(PERSONAL_DATA, State.OK, f"not hidden from {model!r}: {chosen}")
    advice = "Member ids, phone numbers and the like leave: set CITEWELL_MASK_PHI to remote."
    return Check(PERSONAL_DATA, State.WARNING, f"not hidden from {model!r}: {chosen}", advice)


# Can names of people be hidden, where that is asked for? Nothing is loaded.


_NAMES = "names of people"


def check_names(settings: Settings) -> list[Check]:
    """Check that Presidio is installed and the spaCy model is on this machine, if one is set."""
    model = settings.masking.names_model
    if not model:
        return []
    if find_spec("presidio_analyzer") is None:
        advice = "Install it: pip install -c constraints.txt -e '.[presidio]'."
        return [Check(_NAMES, State.WRONG, "Presidio is not installed", advice)]
    installed = model.isidentifier() and find_spec(model) is not None
    if not (installed or Path(model).is_dir()):
        advice = "Install its package, or set CITEWELL_MASK_NAMES_MODEL to its folder."
        return [Check(_NAMES, State.WRONG, f"{model!r} is not on this machine", advice)]
    return [Check(_NAMES, State.OK, f"found by {model!r} and hidden from outside models")]


# Is the language model reachable? The key is sent to its server and never printed.


_LANGUAGE_MODEL = "language model"
TIMEOUT_SECONDS = 5.0
UNAUTHORISED = (401, 403)
NOT_FOUND = 404


def check_language_model(
    llm: LlmSettings, masking: MaskingSettings, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Check:
    """Look at the settings, then ask the server for its list of models."""
    check = _check_configured(llm) or _check_reachable(llm, timeout_seconds)
    open_handed = masking.phi == "never" and is_masked("remote", *_place(llm))
    if llm.model and open_handed and check.state is State.OK:
        advice = "Member ids, phone numbers and the like are sent to it: set CITEWELL_MASK_PHI."
        return replace(check, state=State.WARNING, advice=advice)
    return check


def _place(llm: LlmSettings) -> tuple[str, str]:
    return llm.model, llm.base_url


def _check_configured(llm: LlmSettings) -> Check | None:
    """Return what the settings alone tell; None when the server has to be asked."""
    if not llm.model:
        found = "none: answers are quoted sentences"
        if llm.base_url or llm.api_key:
            advice = "CITEWELL_LLM_MODEL is empty, so the address and key are not used: set it."
            return Check(_LANGUAGE_MODEL, State.WARNING, found, advice)
        return Check(
            _LANGUAGE_MODEL, State.OK, f"{found} (set CITEWELL_LLM_MODEL for written ones)"
        )
    if provider_of(llm.model) != OPENAI:
        return _check_provider(llm)
    if not llm.base_url and not llm.api_key:
        advice = "Set CITEWELL_LLM_API_KEY, or CITEWELL_LLM_BASE_URL to a server of your own."
        return Check(_LANGUAGE_MODEL, State.WRONG, f"{_where(llm)} needs a key", advice)
    if urlsplit(_address(llm)).scheme not in {"http", "https"}:
        advice = "CITEWELL_LLM_BASE_URL begins with http:// or https:// and often ends in /v1."
        return Check(_LANGUAGE_MODEL, State.WRONG, f"{_where(llm)} is not an address", advice)
    return None


def _check_provider(llm: LlmSettings) -> Check:
    """Check that the package of a provider other than OpenAI is here; nothing is sent."""
    try:
        # Seconds to import, so only where it is needed.
        import_module("app.pipeline.building").chat_model(llm)
    except ConfigurationError as error:
        return Check(_LANGUAGE_MODEL, State.WRONG, f"{llm.model!r} cannot be used", str(error))
    provider = provider_of(llm.model)
    advice = "It is not asked here. Ask a question to see whether it answers."
    return Check(_LANGUAGE_MODEL, State.OK, f"{llm.model!r} of {provider!r} is set up", advice)


def _check_reachable(llm: LlmSettings, timeout_seconds: float) -> Check:
    where = _where(llm)
    key = revealed(llm.api_key)
    try:
        models = served_models(_address(llm), key, timeout_seconds=timeout_seconds)
    except HTTPError as error:
        return _refused(where, error.code)
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        advice = "See that it runs and that CITEWELL_LLM_BASE_URL is right (often ends in /v1)."
        return Check(_LANGUAGE_MODEL, State.WRONG, f"{where} cannot be reached: {reason}", advice)
    except (ValueError, KeyError, TypeError):
        advice = "Check CITEWELL_LLM_BASE_URL: it does not speak the OpenAI protocol."
        return Check(_LANGUAGE_MODEL, State.WRONG, f"{where} gave no list of models", advice)
    name = llm.model.removeprefix(f"{OPENAI}:")
    found = listed(models, name)
    if found is None:
        shown = ", ".join(each.name for each in models[:5]) or "none"
        advice = "Set CITEWELL_LLM_MODEL to one of them, or load the model there."
        return Check(
            _LANGUAGE_MODEL, State.WARNING, f"{where} answers; its models: {shown}", advice
        )
    window = listed_window(_address(llm), found, key, timeout_seconds=timeout_seconds)
    return _well(where, llm, window.tokens if window else None, ollama=is_ollama(found))


def _well(where: str, llm: LlmSettings, window: int | None, *, ollama: bool) -> Check:
    if window is None:
        return Check(_LANGUAGE_MODEL, State.OK, f"{where} answers and has the model")
    found = f"{where} answers and has the model, which reads {window:,} tokens"
    if llm.context_tokens > window:
        advice = (
            f"CITEWELL_LLM_CONTEXT_TOKENS is {llm.context_tokens}: longer prompts are "
            "refused or cut there. Set it to 0, or give the model more."
        )
        return Check(_LANGUAGE_MODEL, State.WARNING, found, advice)
    cut = "Ollama cuts longer prompts without a word; OLLAMA_CONTEXT_LENGTH gives it more."
    return Check(
        _LANGUAGE_MODEL, State.OK, found, cut if ollama and window <= OLLAMA_WINDOW else ""
    )


def _address(llm: LlmSettings) -> str:
    return (llm.base_url or OPENAI_URL).rstrip("/")


def _where(llm: LlmSettings) -> str:
    return f"{llm.model!r} at {without_credentials(_address(llm))}"


def _refused(where: str, code: int) -> Check:
    if code in UNAUTHORISED:
        advice = "Check CITEWELL_LLM_API_KEY."
        return Check(_LANGUAGE_MODEL, State.WRONG, f"{where} refused the key (HTTP {code})", advice)
    if code == NOT_FOUND:
        found = f"{where} answers, but lists no models (HTTP 404)"
        return Check(
            _LANGUAGE_MODEL, State.WARNING, found, "Ask a question to see whether it serves."
        )
    found = f"{where} failed (HTTP {code})"
    return Check(_LANGUAGE_MODEL, State.WRONG, found, "Look into that server's log.")
