"""Between which plans, states or products an answer's sources really say different things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from app.dates.written_dates import days_in
from app.domain.caller_context import FacetChoice, open_choices
from app.grounding.figures import counted
from knowledge.domain.passages import Passage


def facet_choices(
    question: str, cited: Sequence[Passage], quotes: Sequence[str] = ()
) -> tuple[FacetChoice, ...]:
    """Return the facets that the question leaves open and that change what is answered.

    `quotes` run beside `cited`: the words of each that carry the answer; where there are none, all
    of its text counts. "Medical" and "service" are no choice where both only point to a form.
    """
    said = [quote or passage.text for quote, passage in _beside(cited, quotes)]
    return tuple(
        choice
        for choice in open_choices(question, (passage.facets for passage in cited))
        if _changes_what_is_said(choice, cited, said)
    )


def _beside(cited: Sequence[Passage], quotes: Sequence[str]) -> Iterable[tuple[str, Passage]]:
    return zip((*quotes, *[""] * (len(cited) - len(quotes))), cited, strict=True)


def _changes_what_is_said(
    choice: FacetChoice, cited: Sequence[Passage], said: Sequence[str]
) -> bool:
    by_value: dict[str, list[str]] = {}
    for passage, text in zip(cited, said, strict=True):
        if choice.name in passage.facets:
            by_value.setdefault(passage.facets[choice.name], []).append(text)
    texts = [" ".join(each) for each in by_value.values()]
    return any(_says_other(one, another) for one, another in combinations(texts, 2))


def _says_other(one: str, another: str) -> bool:
    """Tell whether two texts count the same thing differently, or name other days."""
    mine, theirs = _by_unit(one), _by_unit(another)
    if any(mine[unit] != theirs[unit] for unit in mine.keys() & theirs.keys()):
        return True
    here, there = set(days_in(one)), set(days_in(another))
    return bool(here and there) and here != there


def _by_unit(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for thing in counted(text):
        number, unit = thing.split(" ", 1)
        found.setdefault(unit, set()).add(number)
    return found
