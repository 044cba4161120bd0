"""A place in a text where an identifier stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Signs `start` to `end` are the identifier; `begin` to `finish` with what calls it one."""

    kind: str
    start: int
    end: int
    begin: int
    finish: int

    @classmethod
    def alone(cls, kind: str, start: int, end: int) -> Place:
        """Return a place that nothing names."""
        return cls(kind, start, end, start, end)
