"""Sentences of documents whose "not" is taken out or whose limit of time is lifted."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from app.language.sentences import UnitKind, units
from knowledge.domain.passages import Passage
from labs.checker.tables import Binding, BoundCase

_MOST_OF_ONE_DOCUMENT = 6
_FEWEST_WORDS, _MOST_WORDS = 5, 35
# What is found; said otherwise with the same meaning; turned.
_TURNS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"\b{found}\b"), same, turned)
    for found, same, turned in (
        ("may not", "cannot", "may"),
        ("may not", "must not", "can"),
        ("must not", "may not", "may"),
        ("cannot", "can not", "can"),
        ("cannot", "may not", "may"),
        ("is not", "isn't", "is"),
        ("are not", "aren't", "are"),
        ("does not", "doesn't", "does"),
        ("do not", "don't", "do"),
        ("is never", "is at no time", "is always"),
        ("no longer", "not any longer", "still"),
    )
)
_LIMITS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"\b{found}\b"), same, turned)
    for found, same, turned in (
        (r"within (\d+ (?:business |calendar )?\w+)", r"in at most \1", "at any time"),
        (r"within (\d+ (?:business |calendar )?\w+)", r"no later than \1", "whenever wanted"),
        (r"up to (\$?\d[\d,]*\d)", r"at most \1", "without limit"),
        (r"at most (\$?\d[\d,]*\d)", r"up to \1", r"at least \1"),
        (r"at least (\$?\d[\d,]*\d)", r"a minimum of \1", r"at most \1"),
        ("before", "prior to", "after"),
    )
)


def turned_cases(passages: Sequence[Passage], *, seed: int = 1) -> list[BoundCase]:
    """Return sentences said otherwise, and turned, some of every document."""
    by_document: dict[str, list[list[BoundCase]]] = {}
    for passage in sorted(passages, key=lambda each: (each.source, each.position)):
        by_document.setdefault(passage.source, []).extend(_of_passage(passage))
    return [
        case
        for source, groups in by_document.items()
        for group in random.Random(f"{seed} {source}").sample(
            groups, min(len(groups), _MOST_OF_ONE_DOCUMENT)
        )
        for case in group
    ]


def _of_passage(passage: Passage) -> Iterator[list[BoundCase]]:
    for unit in units(passage.text):
        if unit.kind is not UnitKind.SENTENCE or not unit.text.endswith("."):
            continue
        if not _FEWEST_WORDS <= len(unit.text.split()) <= _MOST_WORDS:
            continue
        for turns, binding in ((_TURNS, Binding.TURNED), (_LIMITS, Binding.LIFTED)):
            for found, same, turned in turns:
                if len(found.findall(unit.text)) == 1:
                    yield [
                        BoundCase(passage, found.sub(same, unit.text), Binding.RIGHT, "sentence"),
                        BoundCase(passage, found.sub(turned, unit.text), binding, "sentence"),
                    ]
