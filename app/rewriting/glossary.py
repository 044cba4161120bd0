"""Rewritings with synonyms from a glossary, and rewritings kept for a while."""

from __future__ import annotations

import csv
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.conversations import Conversation
from app.rewriting.legs import Rewriter, Rewritten
from knowledge.domain.errors import ConfigurationError
from knowledge.domain.queries import Leg, LegKind
from knowledge.lexical.expressions import stands_in

# What was asked counts most: a synonym is a guess at what the documents say.
_SPARSE_WEIGHT = 0.5
_DENSE_WEIGHT = 0.3
_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class Glossary:
    """Rows of expressions that mean the same."""

    rows: tuple[tuple[str, ...], ...]

    def synonyms(self, text: str) -> tuple[str, ...]:
        """Return what else the expressions in a text are called, each once, none it has itself."""
        found: dict[str, None] = {}
        for row in self.rows:
            present = [each for each in row if stands_in(each, text)]
            if present:
                found |= dict.fromkeys(each for each in row if each not in present)
        return tuple(found)


def read_glossary(path: Path) -> Glossary:
    """Read a CSV of two cells and more a row; lines that begin with "#" are notes.

    Raises:
        ConfigurationError: the file cannot be read, or a row has one cell only (with its number).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [[cell.strip() for cell in row if cell.strip()] for row in csv.reader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"The glossary {str(path)!r} cannot be read: {error}. Check CITEWELL_GLOSSARY."
        ) from error
    rows = []
    for number, cells in enumerate(lines, start=1):
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) < _FEWEST_CELLS:
            raise ConfigurationError(
                f"Row {number} of the glossary {str(path)!r} has no synonym for {cells[0]!r}."
            )
        rows.append(tuple(cells))
    return Glossary(tuple(rows))


@dataclass(frozen=True)
class GlossaryRewriter:
    """Plays a rewriter, with synonyms added to every leg whose texts have an expression."""

    rewriter: Rewriter
    glossary: Glossary

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the plan with longer legs; where the glossary knows nothing, the plan as it is."""
        planned = self.rewriter.plan(conversation, question)
        return replace(planned, legs=tuple(self._expanded(leg) for leg in planned.legs))

    def _expanded(self, leg: Leg) -> Leg:
        added: list[tuple[str, float]] = []
        for text, weight in leg.parts:
            synonyms = self.glossary.synonyms(text)
            if not synonyms:
                continue
            if leg.kind is LegKind.SPARSE:
                added.append((" ".join(synonyms), weight * _SPARSE_WEIGHT))
            else:
                added.append((f"{text} ({', '.join(synonyms)})", weight * _DENSE_WEIGHT))
        return replace(leg, parts=(*leg.parts, *added)) if added else leg


# Rewrites kept for a while, so that asking again does not ask the language model again.


_MOST_KEPT = 256


class RememberedRewrites:
    """Plays a rewriter, with its latest plans in memory. Plans that went wrong are not kept."""

    def __init__(self, rewriter: Rewriter, *, most: int = _MOST_KEPT) -> None:
        self._rewriter = rewriter
        self._most = most
        self._kept: OrderedDict[tuple[Conversation, str], Rewritten] = OrderedDict()
        self._lock = threading.Lock()

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the kept plan of this question in this conversation, else a new one."""
        key = (conversation, question)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        planned = self._rewriter.plan(conversation, question)
        if not planned.notes:
            with self._lock:
                self._kept[key] = planned
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return planned
