"""Which windows make the answer: the best one, filled up to what a person can take in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from app.language.sentences import Unit
from app.writing.quoting.quotations import Quotation
from app.writing.quoting.windows import MOST_WORDS, words_of, words_of_lead
from knowledge.domain.passages import FloatRows

_MOST_TRIED = 60
# As likely as this beside the best one. Chosen with the weights of the sets left out; .3 costs .02
# of the usable answers, and a cited passage then carries the answer in .56 instead of .54.
_LIKELY_ENOUGH = 0.05


@dataclass(slots=True)
class _Chosen:
    """The units chosen so far, by the window that brought them first."""

    words: int = 0
    numbers: list[int] = field(default_factory=list)
    runs: list[Quotation] = field(default_factory=list)

    def fresh(self, window: Quotation) -> int:
        """Return how many words a window would add; 0 where another passage says it already."""
        quoted = {unit.text: run.number for run in self.runs for unit in run.units}
        if any(quoted.get(unit.text, window.number) != window.number for unit in window.units):
            return 0
        new = [unit for unit in window.units if unit.text not in quoted]
        led = {run.units[0].lead for run in self.runs}
        return sum(map(words_of, new)) + (
            words_of_lead(window.units[0]) if new and window.units[0].lead not in led else 0
        )

    def take(self, window: Quotation) -> None:
        """Choose a window, too."""
        self.words += self.fresh(window)
        self.runs.append(window)
        if window.number not in self.numbers:
            self.numbers.append(window.number)


def select(found: Sequence[Quotation], scores: FloatRows) -> list[Quotation]:
    """Return what is quoted, the likeliest passage first, within a passage in reading order."""
    order = [int(row) for row in np.argsort(-scores, kind="stable")][:_MOST_TRIED]
    best = float(scores[order[0]])
    chosen = _Chosen()
    chosen.take(found[order[0]])
    for row in order[1:]:
        window = found[row]
        likely = float(np.exp(scores[row] - best))
        added = chosen.fresh(window)
        if likely >= _LIKELY_ENOUGH and added and chosen.words + added <= MOST_WORDS:
            chosen.take(window)
    return [joined for number in chosen.numbers for joined in _joined(number, chosen.runs)]


def _joined(number: int, runs: Sequence[Quotation]) -> list[Quotation]:
    """Return one passage's windows in reading order, each unit once, a list or table as one."""
    marks: dict[int, str] = {}
    units: dict[int, Unit] = {}
    whole: dict[int, int] = {}
    for run in runs:
        if run.number == number:
            units |= {unit.start: unit for unit in run.units}
            whole |= dict.fromkeys((unit.start for unit in run.units), run.whole)
            marks |= dict(zip((unit.start for unit in run.units), run.marks, strict=False))
    blocks = groupby((units[start] for start in sorted(units)), key=lambda u: (u.kind, u.lead))
    return [
        Quotation(
            number,
            tuple(block),
            tuple(marks[unit.start] for unit in block if unit.start in marks),
            max(whole[unit.start] for unit in block),
        )
        for _, run in blocks
        for block in [list(run)]
    ]
