"""Walks patterns with hostile texts and keeps the worst of each."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.patterns.finding import ProjectPattern
from tests.patterns.growth import FACTOR, MOST_GROWTH, careful_growth, is_injection
from tests.patterns.hostile import Attack, attacks


@dataclass(frozen=True)
class Worst:
    """What made a pattern's work grow fastest; `growth` is 0 where nothing stood out from linear.

    `growth` counts times the work for FACTOR times the text, inf where it did not end.
    """

    where: str
    pattern: str
    growth: float
    use: str
    attack: Attack | None

    @property
    def exponent(self) -> float:
        """The power of the text's length by which the work grows: 1 linear, 2 quadratic."""
        return math.log(self.growth, FACTOR) if self.growth else 0.0


def walk(patterns: Sequence[ProjectPattern], *, drawn: int = 0) -> list[Worst]:
    """Return the worst of each pattern."""
    return [worst_of(each, drawn=drawn) for each in patterns]


def worst_of(each: ProjectPattern, *, drawn: int = 0) -> Worst:
    """Run a pattern in every use over its attacks; stop at the first that is worse than linear."""
    worst = Worst(each.where, str(each.pattern.pattern), 0.0, "", None)
    for attack in attacks(each.pattern, drawn=drawn):
        text = _text_for(each.pattern, attack)
        for use, call in _uses(each.pattern).items():
            if not is_injection(call, text):
                continue
            growth = careful_growth(call, text)
            if growth > worst.growth:
                worst = Worst(each.where, worst.pattern, growth, use, attack)
            if growth > MOST_GROWTH:
                return worst
    return worst


def faults(walked: Sequence[Worst]) -> list[str]:
    """Say for each pattern that is worse than linear where it stands and what drives it."""
    return [
        f"{each.where} ({each.use}): {each.growth:.0f} times the work for {FACTOR} times the text "
        f"of {each.attack}: {each.pattern}"
        for each in walked
        if each.growth > MOST_GROWTH
    ]


def report(walked: Sequence[Worst]) -> str:
    """Say how many patterns were walked, and the worst growth among them."""
    worst = max(walked, key=lambda each: each.growth)
    told = f"n^{worst.exponent:.2f}, {worst.where}" if worst.growth else "linear at first sight"
    return f"{len(walked)} patterns; worst growth: {told}\n"


def _text_for(pattern: re.Pattern[Any], attack: Attack) -> Callable[[int], Any]:
    if isinstance(pattern.pattern, str):
        return attack.text
    return lambda size: attack.text(size).encode("latin-1", "replace")


def _uses(pattern: re.Pattern[Any]) -> dict[str, Callable[[Any], object]]:
    """Every way to use a pattern: whatever searches, substitutes or splits goes from hit to hit."""
    return {
        "search": lambda text: deque(pattern.finditer(text), maxlen=0),
        "match": pattern.match,
        "fullmatch": pattern.fullmatch,
    }
