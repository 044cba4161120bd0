"""How a model's answer ended: whole, cut off by a limit or a filter, or without a word of it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from enum import StrEnum, auto


class Ending(StrEnum):
    """Why a model wrote no more."""

    COMPLETE = auto()
    LIMIT = auto()
    FILTERED = auto()
    BROKEN_OFF = auto()
    """The stream ended, and nobody said that the answer was at its end."""
    REPEATING = auto()
    """It wrote the same again and again, and was stopped."""


# Under these names LangChain's classes for the providers keep what their servers say.
_TOLD_AS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_LIMITS = ("length", "max_token", "max_output", "model_length", "context_window")
_FILTERS = ("filter", "safety", "refusal", "recitation", "blocklist", "prohibited", "guardrail")
_BREAKS = ("error", "abort", "cancel", "insufficient_system_resource")


def told_ending(metadata: Mapping[str, object]) -> Ending | None:
    """Return how an answer ended by what stands beside its last piece; None: it does not say.

    Servers have words of their own ("MAX_TOKENS", "max_output_tokens"): what they hold decides.
    """
    told = next((str(metadata[name]) for name in _TOLD_AS if metadata.get(name)), "").lower()
    if not told:
        return None
    for words, ending in (
        (_LIMITS, Ending.LIMIT),
        (_FILTERS, Ending.FILTERED),
        (_BREAKS, Ending.BROKEN_OFF),
    ):
        if any(word in told for word in words):
            return ending
    return Ending.COMPLETE


class EndedStream:
    """A stream whose ending can still be read where its pieces went through other hands."""

    def __init__(self, stream: Generator[str, None, Ending | None]) -> None:
        self.ending: Ending | None = None
        self.pieces = self._read(stream)

    def _read(self, stream: Generator[str, None, Ending | None]) -> Generator[str]:
        try:
            self.ending = yield from stream
        finally:
            stream.close()
