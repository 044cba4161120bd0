"""What changed in the documents between two days, from the versions' difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.dates.change_questions import TwoDays
from app.i18n import texts
from app.language.sentences import UnitKind, units
from app.language.words import content_terms
from app.writing.quoting.quotations import marked
from knowledge.domain.documents import CELL_SEPARATOR, DocumentRecord
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Hit
from knowledge.domain.versions import validities
from knowledge.lexical.differences import SentenceChange, changes_between
from knowledge.store.protocol import Reader

_DOCUMENTS = 2
_FIRST_HITS = 6
_MOST_CHANGES = 6
_FEWEST_WORDS = 4
_ALIKE = 0.4
_WORTH_OF_A_PAIR = 0.5
_LIST_MARK = re.compile(r"^[-*\u2022]\s+")
_OF_TABLES = frozenset({UnitKind.ROW, UnitKind.HEADER})
_ASKING_WORDS = frozenset(
    content_terms(
        "change changes changed changing different difference new update year last next "
        "geändert ändert änderung änderungen unterschied anders neu jahr letztem nächstes seit was "
        "cambia cambió cambiado cambios diferencia diferente nuevo novedades año pasado desde qué"
    )
)


@dataclass(frozen=True, slots=True)
class Side:
    """What one version says: words of its passage, and which passage that is."""

    text: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule before and after; one of the sides is None where it is gone or new."""

    section: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True)
class DayComparison:
    """What is said when two days are compared; no changes: the documents found are the same."""

    days: TwoDays
    changes: tuple[ChangedRule, ...]
    documents: tuple[str, ...]
    left_out: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of the comparison."""
        days = {"before": texts.day(self.days.before), "after": texts.day(self.days.after)}
        if not self.documents:
            return (texts.COMPARED_SAME.format(**days),)
        named = ", ".join(f"\u201c{title}\u201d" for title in self.documents)
        said = texts.COMPARED.format(**days, documents=named)
        more = texts.COMPARED_MORE.format(count=self.left_out) if self.left_out else ""
        return (f"{said} {more}".strip(),)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of both versions, those of one change side by side, each once."""
        sides = (side for c in self.changes for side in (c.before, c.after) if side)
        return tuple({side.passage.id: side.passage for side in sides}.values())


def compare_days(
    reader: Reader,
    hits: Sequence[Hit],
    filters: Filters,
    days: TwoDays,
    wanted: Mapping[str, float],
) -> DayComparison:
    """Compare the versions of the documents found that were in force on the two days.

    `filters` hold back what the reader may not see, in both versions; their day is not looked at.
    `wanted` are the terms asked for, by weight: the changes that hold most of them come first.
    """
    always = replace(filters, as_of=None)
    found: list[tuple[float, int, ChangedRule]] = []
    documents: list[str] = []
    for old, new in _pairs(reader.documents(), hits, days):
        before = reader.document_passages(old.id, always)
        after = reader.document_passages(new.id, always)
        if not before or not after:
            continue
        documents.append(new.title)
        for change in changes_between(before, after):
            for changed in _changed(change, before, after):
                found.append((-_worth(changed, wanted), len(found), changed))
    best = [changed for _, _, changed in sorted(found, key=lambda each: each[:2])]
    left_out = max(0, len(best) - _MOST_CHANGES)
    return DayComparison(days, tuple(best[:_MOST_CHANGES]), tuple(documents), left_out)


def _pairs(
    records: Sequence[DocumentRecord], hits: Sequence[Hit], days: TwoDays
) -> Iterator[tuple[DocumentRecord, DocumentRecord]]:
    """Yield the versions of the found documents on both days, at most two documents."""
    dated = validities(records)
    before = {v.record.metadata.key: v.record for v in dated if v.covers(days.before)}
    after = {v.record.metadata.key: v.record for v in dated if v.covers(days.after)}
    pairs = 0
    for key in dict.fromkeys(hit.passage.document_key for hit in hits[:_FIRST_HITS]):
        old, new = before.get(key), after.get(key)
        if old and new and old.id != new.id and pairs < _DOCUMENTS:
            pairs += 1
            yield old, new


def _changed(
    change: SentenceChange, before: Sequence[Passage], after: Sequence[Passage]
) -> Iterator[ChangedRule]:
    """Yield what a change comes to, each sentence or row beside the one that replaced it."""
    old = [side for text in change.before if (side := _side(text, before))]
    new = [side for text in change.after if (side := _side(text, after))]
    for each in old:
        match = max(new, key=lambda other: _likeness(each, other), default=None)
        if match is not None and _likeness(each, match) >= _ALIKE:
            new.remove(match)
            yield ChangedRule(change.section, *_only_changed_cells(each, match))
        else:
            yield ChangedRule(change.section, each, None)
    for each in new:
        yield ChangedRule(change.section, None, each)


def _side(sentence: str, passages: Sequence[Passage]) -> Side | None:
    """Return a sentence with its passage, a table's row with its column names."""
    passage = next((p for p in passages if sentence in " ".join(p.text.split())), None)
    if passage is None or len(sentence.split()) < _FEWEST_WORDS:
        return None
    for unit in units(passage.text):
        if " ".join(unit.text.split()) == sentence and unit.kind in _OF_TABLES:
            names, cells = unit.lead.split(CELL_SEPARATOR), unit.text.split(CELL_SEPARATOR)
            # A header says nothing, nor does a row without one.
            if unit.kind is UnitKind.HEADER or len(names) != len(cells):
                return None
            row = zip(names, cells, strict=True)
            return Side("; ".join(f"{name}: {cell}" for name, cell in row), passage)
    return Side(_LIST_MARK.sub("", sentence), passage)


def _likeness(one: Side, other: Side) -> float:
    """Return which share of their terms two sides have in common; rows are known by their first."""
    if _row(one) and _row(other):
        return float(_row(one)[0] == _row(other)[0])
    mine, theirs = set(content_terms(one.text)), set(content_terms(other.text))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _row(side: Side) -> list[str]:
    cells = side.text.split("; ")
    return cells if len(cells) > 1 and all(": " in cell for cell in cells) else []


def _only_changed_cells(old: Side, new: Side) -> tuple[Side, Side]:
    """Of two rows with the same columns keep what they are about and the cells that changed."""
    mine, theirs = _row(old), _row(new)
    if not mine or len(mine) != len(theirs):
        return old, new
    kept = [i for i in range(len(mine)) if i == 0 or mine[i] != theirs[i]]
    return (
        replace(old, text="; ".join(mine[i] for i in kept)),
        replace(new, text="; ".join(theirs[i] for i in kept)),
    )


def _worth(changed: ChangedRule, wanted: Mapping[str, float]) -> float:
    """Return how much of what is asked a change holds; a rule beside its successor says more."""
    both = changed.before is not None and changed.after is not None
    return _shared(changed, wanted) + (_WORTH_OF_A_PAIR if both else 0.0)


def _shared(changed: ChangedRule, wanted: Mapping[str, float]) -> float:
    sides = [side.text for side in (changed.before, changed.after) if side]
    return _weight(" ".join((changed.section, *sides)), wanted)


def _weight(text: str, wanted: Mapping[str, float]) -> float:
    terms = set(content_terms(text))
    return sum(w for term, w in wanted.items() if term in terms and term not in _ASKING_WORDS)


def changes_in_markdown(comparison: DayComparison) -> Iterator[str]:
    """Yield each change as two list items, each side with the marker of its passage."""
    numbers = {passage.id: n for n, passage in enumerate(comparison.passages, start=1)}
    for place, changed in enumerate(comparison.changes):
        gone, new = changed.after is None, changed.before is None
        sides = (
            (changed.before, texts.CHANGED_BEFORE, texts.CHANGED_DROPPED if gone else ""),
            (changed.after, texts.CHANGED_AFTER, texts.CHANGED_NEW if new else ""),
        )
        lines = [
            f"- {_label(side, otherwise, alone)}: {marked(side.text, numbers[side.passage.id])}"
            for side, otherwise, alone in sides
            if side is not None
        ]
        yield ("\n\n" if place else "") + "\n".join(lines)


def _label(side: Side, otherwise: str, alone: str) -> str:
    version = texts.CHANGED_VERSION.format(version=side.passage.version)
    label = version if side.passage.version else otherwise
    # Said without "only" and "no longer", which the checker would rightly miss in the passage.
    return f"{label}, {alone}" if alone else label
