"""What one ingest did, or would do: every file with its state and reason, totals and times."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from knowledge.domain.documents import DocumentRecord

SCHEMA_VERSION = 1
PLAN_SCHEMA_VERSION = 1
STAGES = ("scan", "load", "split", "embed", "sparse", "store", "publish", "total")


class FileState(StrEnum):
    """What became of a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"
    SKIPPED = "skipped"


IN_FORCE = (FileState.ADDED, FileState.CHANGED, FileState.UNCHANGED)


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file's line in the report."""

    path: str
    root: str
    state: FileState
    reason: str = ""
    document_id: str | None = None
    document_key: str = ""
    version: str = ""
    title: str = ""
    passages: int = 0
    pages: int | None = None
    warnings: tuple[str, ...] = ()


def outcome_of(
    record: DocumentRecord,
    state: FileState,
    *,
    reason: str = "",
    warnings: tuple[str, ...] = (),
) -> FileOutcome:
    """Return the line of a file that has a record."""
    return FileOutcome(
        path=record.source,
        root=record.root,
        state=state,
        reason=reason,
        document_id=record.id,
        document_key=record.metadata.key,
        version=record.metadata.version,
        title=record.title,
        passages=record.passages,
        pages=record.pages,
        warnings=warnings,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run. `embedded` counts texts that the model saw, `from_cache` those it need not."""

    knowledge_base: str
    embedding_model: str
    started_at: datetime
    roots: tuple[str, ...]
    files: tuple[FileOutcome, ...]
    seconds: Mapping[str, float]
    generation: int | None
    published: bool
    embedded: int = 0
    from_cache: int = 0
    warnings: tuple[str, ...] = field(default=())

    def count(self, state: FileState) -> int:
        """Return how many files are in this state."""
        return sum(1 for file in self.files if file.state is state)

    def totals(self) -> dict[str, int]:
        """Return the counts, as the JSON has them."""
        states = Counter(file.state for file in self.files)
        kept = [file for file in self.files if file.state in IN_FORCE]
        return {
            "files": len(self.files),
            **{state.value: states[state] for state in FileState},
            "passages": sum(file.passages for file in kept),
            "pages": sum(file.pages or 0 for file in kept),
            "embedded": self.embedded,
            "from_cache": self.from_cache,
        }

    def to_json(self) -> dict[str, object]:
        """Return the report as docs/schemas/ingest-report.schema.json describes it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "knowledge_base": self.knowledge_base,
            "started_at": self.started_at.isoformat(),
            "generation": self.generation,
            "published": self.published,
            "embedding_model": self.embedding_model,
            "roots": list(self.roots),
            "files": [
                {**asdict(file), "state": file.state.value, "warnings": list(file.warnings)}
                for file in self.files
            ],
            "totals": self.totals(),
            "seconds": {name: round(self.seconds.get(name, 0.0), 3) for name in STAGES},
            "warnings": list(self.warnings),
        }


def write_json(content: Mapping[str, object], path: Path) -> None:
    """Write JSON in one step: a reader never sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done. `tokens` are those of the texts that the model would have to embed.

    `seconds` follow from the last measured rate, `price` from a price per million tokens; None
    where there is none. `large_removals` are the roots for which a run would ask first.
    """

    knowledge_base: str
    embedding_model: str
    files: tuple[FileOutcome, ...]
    passages: int
    to_embed: int
    tokens: int
    seconds: float | None
    price: float | None
    large_removals: tuple[str, ...]

    def count(self, state: FileState) -> int:
        """Return how many files would be in this state."""
        return sum(1 for file in self.files if file.state is state)

    def to_json(self) -> dict[str, object]:
        """Return the plan as docs/schemas/ingest-plan.schema.json describes it."""
        return {
            "schema_version": PLAN_SCHEMA_VERSION,
            **asdict(self),
            "files": [
                {**asdict(file), "state": file.state.value, "warnings": list(file.warnings)}
                for file in self.files
            ],
            "totals": {state.value: self.count(state) for state in FileState},
            "large_removals": list(self.large_removals),
        }


# Remembers how quick the last ingest embedded, so that the next one can say how long it takes.


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
