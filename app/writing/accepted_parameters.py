"""Which parameters a model's server takes, learned from what it refuses.

Servers that speak OpenAI's protocol differ: some read only `max_tokens`, some refuse it; some
models take no temperature, some no system message. Nobody lists it; the server's 400 says it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

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
