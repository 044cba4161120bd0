"""What to load of a model that runs in this process; told apart from the loading, which is slow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from knowledge.models.framing import Framing
from knowledge.models.short_vectors import Shortening


@dataclass(frozen=True, slots=True)
class LocalModel:
    """What to load, and what to make of it.

    `dimension` is the length of the vectors wanted, None for the native one; `shortening` says how
    shorter ones come about. `max_tokens` lowers the model's own limit.
    """

    name: str
    folder: Path
    revision: str
    framing: Framing = field(default_factory=Framing)
    max_tokens: int | None = None
    dimension: int | None = None
    shortening: Shortening | None = None
