"""What filters mean, told once: the conditions that each store translates into its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.domain.queries import Filters
from knowledge.store.payload import (
    DOCUMENT_ID,
    DOCUMENT_KEY,
    FACET_NAMES,
    FACET_VALUES,
    FIRST_DAY,
    GROUPS,
    LAST_DAY,
    PASSAGE_ID,
    day_number,
    facet_value,
)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field holds one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Above:
    """The field is there and greater than the number."""

    field: str
    number: int


@dataclass(frozen=True, slots=True)
class Below:
    """The field is there and smaller than the number."""

    field: str
    number: int


@dataclass(frozen=True, slots=True)
class ButNot:
    """The first condition holds and the second does not."""

    holds: AnyOf
    unless: AnyOf


Condition = AnyOf | Above | Below | ButNot


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of `must` hold and none of `must_not`."""

    must: tuple[Condition, ...]
    must_not: tuple[Condition, ...]


def conditions_of(filters: Filters, *, ids: Sequence[str] | None = None) -> Conditions | None:
    """Return what a passage must meet to be found, or None where nothing can be found.

    Every read that a person may see goes through here, so groups cannot be gone round. What most
    passages meet is said as `must_not`: the embedded engine checks that twice as fast, and a
    missing date is open without a further condition.
    """
    if not filters.groups or (ids is not None and not ids):
        return None
    must: list[Condition] = [AnyOf(GROUPS, tuple(filters.groups))]
    if ids is not None:
        must.append(AnyOf(PASSAGE_ID, tuple(ids)))
    if filters.document_keys:
        must.append(AnyOf(DOCUMENT_KEY, tuple(filters.document_keys)))
    if filters.document_ids:
        must.append(AnyOf(DOCUMENT_ID, tuple(filters.document_ids)))
    return Conditions(tuple(must), _excluded(filters))


def _excluded(filters: Filters) -> tuple[Condition, ...]:
    excluded: list[Condition] = []
    if filters.as_of is not None:
        day = day_number(filters.as_of)
        excluded += [Above(FIRST_DAY, day), Below(LAST_DAY, day)]
    if filters.without_documents:
        excluded.append(AnyOf(DOCUMENT_ID, tuple(filters.without_documents)))
    if filters.without_passages:
        excluded.append(AnyOf(PASSAGE_ID, tuple(filters.without_passages)))
    excluded += [
        ButNot(AnyOf(FACET_NAMES, (name,)), unless=AnyOf(FACET_VALUES, (facet_value(name, value),)))
        for name, value in sorted(filters.facets.items())
    ]
    return tuple(excluded)
