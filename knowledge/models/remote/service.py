"""A model service over HTTP: one request, its retries, and errors that say what to do."""

from __future__ import annotations

import json
import logging
import random
import ssl
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_result,
    stop_before_delay,
    wait_exponential,
)

from knowledge.common.addresses import is_local
from knowledge.common.retry_after import wanted_pause
from knowledge.domain.errors import ModelUnavailable

_LOG = logging.getLogger(__name__)
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
_PAUSES = wait_exponential(0.5, max=8.0)
_SHOWN_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where a service is and how to talk to it.

    `setting` starts the names of its variables, which errors tell; those of the model and of the
    time limit are not alike everywhere.
    """

    name: str
    base_url: str
    api_key: str = ""
    timeout_seconds: float = 60.0
    setting: str = "CITEWELL_EMBEDDING"
    model_setting: str = "CITEWELL_EMBEDDING_MODEL"
    timeout_setting: str = "CITEWELL_EMBEDDING_TIMEOUT_SECONDS"


class ModelService:
    """Posts JSON and returns JSON. Safe for several threads."""

    def __init__(self, settings: ServiceSettings) -> None:
        """Make a client; nothing is sent yet.

        Raises:
            ModelUnavailable: the address is none.
        """
        self._settings = settings
        key = settings.api_key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(settings.timeout_seconds, connect=min(5, settings.timeout_seconds))
        try:
            self._client = httpx.Client(
                base_url=settings.base_url.rstrip("/"),
                headers=headers,
                timeout=timeout,
                # What stays on the own network passes no proxy that the environment names. The
                # context reads SSL_CERT_FILE, which the client then does not.
                trust_env=not is_local(settings.base_url),
                verify=ssl.create_default_context() if is_local(settings.base_url) else True,
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise ModelUnavailable(
                f"{settings.base_url!r} is not an address: {error}. Set "
                f"{settings.setting}_BASE_URL to one such as http://localhost:8000/v1."
            ) from error
        # Nobody closes an embedder; its connections must not outlive it.
        weakref.finalize(self, self._client.close)

    def post(
        self, path: str, body: Mapping[str, object], *, patience_seconds: float
    ) -> Mapping[str, object]:
        """Return the answer; what passes by itself is tried again for as long as patience lasts.

        Raises:
            ModelUnavailable: the service refuses, cannot be reached or does not answer sensibly.
        """
        tries = Retrying(
            retry=retry_if_result(_passes),
            wait=_pause_seconds,
            stop=stop_before_delay(patience_seconds),
            before_sleep=self._say,
            retry_error_callback=self._give_up,
            sleep=time.sleep,
        )
        answer: httpx.Response | httpx.HTTPError = tries(self._once, path, body)
        assert isinstance(answer, httpx.Response), "what is no answer is tried again or given up"
        return self._read(answer, body)

    def _say(self, tried: RetryCallState) -> None:
        _LOG.info(
            "%s: try %d failed, waiting %.1f s",
            self._settings.name,
            tried.attempt_number,
            tried.upcoming_sleep,
        )

    def _give_up(self, tried: RetryCallState) -> NoReturn:
        raise self._gave_up(_answer_of(tried), tried.attempt_number)

    def _once(self, path: str, body: Mapping[str, object]) -> httpx.Response | httpx.HTTPError:
        try:
            return self._client.post(path, json=body)
        except httpx.UnsupportedProtocol as error:
            raise ModelUnavailable(
                f"{self._settings.base_url!r} is not an address. Set "
                f"{self._settings.setting}_BASE_URL to one such as http://localhost:8000/v1."
            ) from error
        except httpx.HTTPError as error:
            return error

    def _read(self, answer: httpx.Response, body: Mapping[str, object]) -> Mapping[str, object]:
        name, setting = self._settings.name, self._settings.setting
        match answer.status_code:
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                what = f"refuses the key. Set {setting}_API_KEY to a valid one"
            case HTTPStatus.NOT_FOUND:
                what = (
                    f"knows no model {body.get('model')!r}, or nothing is at "
                    f"{str(answer.request.url)!r}. Check {self._settings.model_setting} and "
                    f"{setting}_BASE_URL"
                )
            case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.PAYMENT_REQUIRED:
                what = "has nothing left to give to this key: its quota or its credit is used up"
            case status if status >= HTTPStatus.BAD_REQUEST:
                what = f"refuses the request (HTTP {status})"
            case _:
                content = _json_of(answer)
                if content is not None and not content.get("error"):
                    return content
                if content is not None:
                    raise ModelUnavailable(f"{name} answered with an error: {_said(answer)}")
                raise ModelUnavailable(
                    f"{name} answered with something else than JSON. Check {setting}_BASE_URL."
                )
        said = _said(answer)
        raise ModelUnavailable(f"{name} {what}." + (f" It says: {said}" if said else ""))

    def _gave_up(self, answer: httpx.Response | httpx.HTTPError, tries: int) -> ModelUnavailable:
        name, setting = self._settings.name, self._settings.setting
        if isinstance(answer, httpx.Response):
            said = _said(answer)
            busy = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
            what = "wants fewer requests" if busy else f"has a fault (HTTP {answer.status_code})"
            told = f" It says: {said}" if said else ""
            wait = wanted_pause(answer.headers)
            later = f"in {wait:.0f} s" if wait else "later"
            return ModelUnavailable(f"{name} {what}; tried {tries} times. Try {later}.{told}")
        if isinstance(answer, httpx.TimeoutException):
            return ModelUnavailable(
                f"{name} did not answer within {self._settings.timeout_seconds:g} s; tried {tries} "
                f"times. Set {self._settings.timeout_setting} higher if it needs longer."
            )
        return ModelUnavailable(
            f"{name} at {self._settings.base_url!r} cannot be reached ({answer}); tried {tries} "
            f"times. Is it running? Check {setting}_BASE_URL."
        )


def _passes(answer: httpx.Response | httpx.HTTPError) -> bool:
    """Tell whether a failure passes by itself; a used-up quota comes as 429 and does not."""
    if not isinstance(answer, httpx.Response):
        return True
    return answer.status_code in _PASSING and _code(answer) != "insufficient_quota"


def _answer_of(tried: RetryCallState) -> httpx.Response | httpx.HTTPError:
    assert tried.outcome is not None, "asked only after a try"
    answer: httpx.Response | httpx.HTTPError = tried.outcome.result()
    return answer


def _pause_seconds(tried: RetryCallState) -> float:
    answer = _answer_of(tried)
    wanted = wanted_pause(answer.headers) if isinstance(answer, httpx.Response) else None
    if wanted is not None:
        return wanted
    # With chance in it, so that many clients do not come back at the same moment.
    chance: float = random.uniform(0.75, 1.25)
    return _PAUSES(tried) * chance


def _json_of(answer: httpx.Response) -> Mapping[str, object] | None:
    try:
        content = answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    return content if isinstance(content, Mapping) else None


def _code(answer: httpx.Response) -> object:
    error = (_json_of(answer) or {}).get("error")
    return error.get("code") or error.get("type") if isinstance(error, Mapping) else None


def _said(answer: httpx.Response) -> str:
    content = _json_of(answer)
    if content is None:
        return ""
    error = content.get("error")
    if isinstance(error, Mapping):
        error = error.get("message")
    said = error or content.get("message") or content.get("detail") or ""
    return " ".join(str(said).split())[:_SHOWN_CHARACTERS]
