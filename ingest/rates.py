"""Remembers how quick the last ingest embedded, so that the next one can say how long it takes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from ingest.report import Report

_FEWEST_PASSAGES = 50
"""Fewer tell more about the model's start than about its pace."""


class Rates:
    """Passages a second by embedding model, in one small JSON file; seen end to end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def passages_per_second(self, model: str) -> float | None:
        """Return the last measured rate of a model, None before its first ingest."""
        rate = self._read().get(model)
        return rate if isinstance(rate, float) and rate > 0 else None

    def learn(self, report: Report) -> None:
        """Keep the rate of a run, unless it embedded too little to tell."""
        seconds = report.seconds.get("total", 0.0)
        if report.embedded < _FEWEST_PASSAGES or seconds <= 0:
            return
        rates = {**self._read(), report.embedding_model: round(report.embedded / seconds, 3)}
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        draft.write_text(json.dumps(rates, indent=2) + "\n", encoding="utf-8")
        draft.replace(self._path)

    def _read(self) -> Mapping[str, object]:
        try:
            rates = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # a rate is only a hint: without it, no time is told
        return rates if isinstance(rates, dict) else {}
