"""What is known about the caller: facets such as plan or state, and the date of service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.answers import Answer, NoticeKind
from app.language.words import content_terms
from knowledge.domain.documents import DocumentRecord

# Not a name that a document could give a facet: the day is kept beside the facets.
_AS_OF = "@as_of"
_FIRST = ("plan", "product", "state", "employer")
_TOPICS = {"area", "audience", "category", "department", "format", "kind", "language", "owner"} | {
    *("section", "source", "status", "subject", "tag", "team", "theme", "topic", "type")
}
_MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class CallerContext:
    """What every search of a conversation keeps to; `as_of` None is today."""

    facets: Mapping[str, str] = field(default_factory=dict)
    as_of: date | None = None

    def with_facet(self, name: str, value: str) -> CallerContext:
        """Return the context with one facet set, or taken out where the value is empty."""
        others = {n: v for n, v in self.facets.items() if n != name}
        return CallerContext({**others, name: value} if value else others, self.as_of)

    def with_day(self, as_of: date | None) -> CallerContext:
        """Return the context with another date of service."""
        return CallerContext(self.facets, as_of)

    def written(self) -> Mapping[str, str]:
        """Return the context as it is kept with its conversation."""
        day = {_AS_OF: self.as_of.isoformat()} if self.as_of else {}
        return {**self.facets, **day}


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A facet and the values that documents carry, sorted."""

    name: str
    values: tuple[str, ...]


def read_context(written: Mapping[str, str]) -> CallerContext:
    """Return the context that was kept; a day that cannot be read is none."""
    facets = {name: value for name, value in written.items() if name != _AS_OF}
    try:
        return CallerContext(facets, date.fromisoformat(written.get(_AS_OF, "")))
    except ValueError:
        return CallerContext(facets)


def choices_among(records: Iterable[DocumentRecord]) -> tuple[FacetChoice, ...]:
    """Return the facets that tell documents apart: those of at least two values."""
    return _choices(record.metadata.facets for record in records)


def choices_for(answer: Answer, context: CallerContext) -> tuple[FacetChoice, ...]:
    """Return what an answer is told to depend on and nobody said: offered instead of guessed."""
    if not any(notice.kind is NoticeKind.DEPENDS for notice in answer.notices):
        return ()
    facets = (citation.passage.facets for citation in answer.citations)
    choices = open_choices(answer.found.question, facets)
    return tuple(choice for choice in choices if choice.name not in context.facets)


def open_choices(question: str, cited: Iterable[Mapping[str, str]]) -> tuple[FacetChoice, ...]:
    """Return the facets of which the passages cited carry several values and the question none.

    Facets that sort documents by topic say nothing about a caller, so they are no choice.
    """
    asked = set(content_terms(question))
    return tuple(
        choice
        for choice in _choices(cited)
        if choice.name.casefold() not in _TOPICS
        and len(choice.values) <= _MOST_CHOICES
        and not any(set(content_terms(value)) & asked for value in choice.values)
    )


def _choices(facets: Iterable[Mapping[str, str]]) -> tuple[FacetChoice, ...]:
    values: dict[str, set[str]] = {}
    for each in facets:
        for name, value in each.items():
            values.setdefault(name, set()).add(value)
    telling = (FacetChoice(name, tuple(sorted(found))) for name, found in values.items() if found)
    return tuple(sorted((c for c in telling if len(c.values) > 1), key=_by_weight))


def _by_weight(choice: FacetChoice) -> tuple[int, str]:
    name = choice.name.casefold()
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
