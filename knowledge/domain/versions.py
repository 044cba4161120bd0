"""Which documents are in force on a day, worked out from the versions that are present."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from knowledge.domain.documents import DocumentRecord

_SECOND_DAY = date.min + timedelta(days=1)
"""The day before a version without a first day is written as `date.min`: no day of anybody's."""


@dataclass(frozen=True, slots=True)
class Validity:
    """A document's days in force, both inclusive, as worked out among its versions."""

    record: DocumentRecord
    first_day: date | None
    last_day: date | None

    def is_never(self) -> bool:
        """Tell whether the document is in force on no day at all."""
        return self.last_day is not None and self.last_day < (self.first_day or _SECOND_DAY)

    def covers(self, day: date) -> bool:
        """Tell whether the document is in force on `day`."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


def version_order(record: DocumentRecord) -> tuple[object, ...]:
    """Order versions of one key: by first day, then by version with numbers read as numbers."""
    parts = re.split(r"(\d+)", record.metadata.version)
    natural = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)
    return (record.metadata.effective_from or date.min, natural, record.id)


def validities(records: Iterable[DocumentRecord]) -> list[Validity]:
    """Work out each document's days in force: a newer version ends the one before it."""
    by_key: dict[str, list[DocumentRecord]] = defaultdict(list)
    for record in records:
        by_key[record.metadata.key].append(record)
    return [
        validity
        for versions in by_key.values()
        for validity in _chain(sorted(versions, key=version_order))
    ]


def _chain(versions: list[DocumentRecord]) -> list[Validity]:
    chain: list[Validity] = []
    for record, following in zip(versions, [*versions[1:], None], strict=True):
        last_day = record.metadata.effective_to
        if following is not None:
            start = following.metadata.effective_from
            # A successor without a first day replaces its predecessor altogether.
            superseded = start - timedelta(days=1) if start else date.min
            last_day = min(last_day, superseded) if last_day else superseded
        chain.append(Validity(record, record.metadata.effective_from, last_day))
    return chain


def date_faults(records: Iterable[DocumentRecord]) -> list[str]:
    """Return a sentence for each gap, overlap or contradiction in the dates of the versions."""
    by_key: dict[str, list[Validity]] = defaultdict(list)
    for validity in validities(records):
        by_key[validity.record.metadata.key].append(validity)
    return [
        fault
        for key in sorted(by_key)
        for before, after in pairwise(by_key[key])
        if (fault := _fault_between(before, after))
    ]


def _fault_between(before: Validity, after: Validity) -> str:
    first, second = before.record.metadata, after.record.metadata
    pair = f"{first.key!r}: version {first.version!r}"
    start, end = second.effective_from, first.effective_to
    if start is None:
        return f"{pair} is never in force, since {second.version!r} has no effective_from."
    if first.effective_from == start:
        return f"{pair} is never in force, since {second.version!r} begins on {start}, too."
    if end is None:
        return ""
    if end >= start:
        return (
            f"{pair} states that it ends on {end}, but {second.version!r} begins on {start}: "
            f"the days from {start} on are answered from {second.version!r}."
        )
    if end + timedelta(days=1) < start:
        gap = f"{end + timedelta(days=1)} to {start - timedelta(days=1)}"
        return f"{pair} and {second.version!r} leave a gap: nothing is in force from {gap}."
    return ""


def not_in_force(records: Iterable[DocumentRecord], day: date) -> tuple[str, ...]:
    """Return the ids of the documents that are not in force on `day`, sorted."""
    return tuple(sorted(v.record.id for v in validities(records) if not v.covers(day)))
