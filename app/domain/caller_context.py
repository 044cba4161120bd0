"""What is known about the caller: facets such as plan or state, and the date of service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
_OF_CALLERS = ("plan", "state")
_MOST_VALUES = 60
"""A state is one of 56 postal codes; a facet of more values names documents."""
_MOST_SIDE_BY_SIDE = 4
_BESIDE = " / "


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


def caller_choices(records: Sequence[DocumentRecord]) -> tuple[FacetChoice, ...]:
    """Return what tells answers apart for a caller: facets, and what tables set side by side.

    A facet counts where it names a plan or a state, or tells documents apart that are otherwise
    called the same; what only sorts documents does not. What most rows differ by comes first of
    the tables' alternatives; those that a facet has among its values are that facet.
    """
    facets = tuple(c for c in choices_among(records) if _is_of_callers(c, records))
    rows: Counter[tuple[str, ...]] = Counter()
    for record in records:
        for each in record.alternatives:
            rows[each.names] += each.rows
    known = [{value.casefold() for value in facet.values} for facet in facets]
    side_by_side = (
        FacetChoice(_BESIDE.join(names), names)
        for names, _ in rows.most_common(_MOST_SIDE_BY_SIDE)
        if not any({name.casefold() for name in names} <= values for values in known)
    )
    return (*facets, *side_by_side)


def chip_words(name: str, value: str) -> str:
    """Return what a chip says; alternatives that have no name of their own go by the value."""
    return value if value in name.split(_BESIDE) else f"{name}: {value}"


def _is_of_callers(choice: FacetChoice, records: Iterable[DocumentRecord]) -> bool:
    name = choice.name.casefold()
    if name in _TOPICS or len(choice.values) > _MOST_VALUES:
        return False
    if name in _OF_CALLERS:
        return True
    carried: dict[frozenset[str], set[str]] = {}
    for record in records:
        value = record.metadata.facets.get(choice.name, "")
        if value:
            called = set(content_terms(record.title)) - set(content_terms(value))
            carried.setdefault(frozenset(called), set()).add(value)
    return any(len(values) > 1 for values in carried.values())


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
