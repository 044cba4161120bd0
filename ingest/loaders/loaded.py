"""What a loader returns: the sections of one file and what the file says about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.documents import Section


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's content before anything is known about its identity.

    `title` is the best that the format offers, empty where it offers none. `front_matter` is the
    raw YAML block at the head of the file; `pages` is None where the format has no pages.
    """

    sections: tuple[Section, ...]
    title: str = ""
    language: str = ""
    front_matter: Mapping[str, object] = field(default_factory=dict)
    pages: int | None = None
    warnings: tuple[str, ...] = ()


Loader = Callable[[Path], Loaded]
"""Reads one file; raises DocumentUnreadable with the reason for the report."""
