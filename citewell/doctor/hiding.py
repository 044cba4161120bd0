"""Are identifiers of persons hidden from each language model, and why? Nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator

from app.writing.providers import address_of, is_masked, provider_of
from citewell.doctor.checks import Check, State
from knowledge.addresses import is_local, without_credentials
from knowledge.settings import Settings

PERSONAL_DATA = "personal data"


def check_hiding(settings: Settings) -> list[Check]:
    """Say of each model that is set where it really is and whether identifiers are sent to it."""
    models = list(_models(settings))
    if not models:
        return [Check(PERSONAL_DATA, State.OK, "no language model is set: nothing is sent to one")]
    return [_check(settings, model, base_url) for model, base_url in models]


def _models(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.llm_model:
        yield settings.llm_model, settings.llm_base_url
    if settings.llm_model and settings.llm_fallback_model:
        yield settings.llm_fallback_model, settings.llm_fallback_base_url
    if settings.judge_model:
        yield settings.judge_model, settings.judge_base_url


def _check(settings: Settings, model: str, base_url: str) -> Check:
    address = address_of(model, base_url)
    local = is_local(address)
    named = without_credentials(address) if address else provider_of(model)
    why = (
        f"{named} is on this machine or the own network and asked directly, past any proxy"
        if local
        else f"{named} is outside"
    )
    chosen = f"{why}; CITEWELL_MASK_PHI is {settings.mask_phi}"
    if is_masked(settings.mask_phi, model, base_url):
        return Check(PERSONAL_DATA, State.OK, f"hidden from {model!r}: {chosen}")
    if local:
        return Check(PERSONAL_DATA, State.OK, f"not hidden from {model!r}: {chosen}")
    advice = "Member ids, phone numbers and the like leave: set CITEWELL_MASK_PHI to remote."
    return Check(PERSONAL_DATA, State.WARNING, f"not hidden from {model!r}: {chosen}", advice)
