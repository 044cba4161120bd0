"""What a sentence denies, demands and allows, so that it compares with what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.terms import STOP_WORDS, stem

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?|[.;:,]")
_DENIES = frozenset(
    ["not", "no", "never", "cannot", "neither", "nor", "without", "none", "nobody", "nothing"]
)
_TURNS = frozenset(["unless", "except", "excluding"])
_DEMANDS = frozenset(
    [
        "must",
        "shall",
        "required",
        "require",
        "requires",
        "obliged",
        "obligated",
        "mandatory",
        "need",
        "needs",
        "needed",
    ]
)
_ALLOWS = frozenset(
    [
        "may",
        "can",
        "could",
        "might",
        "allowed",
        "permitted",
        "optional",
        "allow",
        "allows",
        "permits",
    ]
)
_ALWAYS = frozenset(["always", "all", "every", "only"])
_SOMETIMES = frozenset(["sometimes", "usually", "often", "some", "generally", "typically"])
_REACH = 6


@dataclass(frozen=True, slots=True)
class Polarity:
    """`denied`: stems that stand under a negation; `modes`: which kinds of words it has."""

    denials: int
    denied: frozenset[str]
    affirmed: frozenset[str]
    modes: frozenset[str]


def polarity(text: str) -> Polarity:
    """Read what a sentence denies, demands and allows, word by word."""
    tokens = [token.lower().replace("\u2019", "'") for token in _TOKEN.findall(text)]
    denied: set[str] = set()
    affirmed: set[str] = set()
    denials = 0
    reach = 0
    for token in tokens:
        if token in _DENIES or token.endswith("n't"):
            denials += 1
            reach = _REACH
        elif not token[0].isalnum():
            reach = 0
        elif token in STOP_WORDS:
            reach = max(0, reach - 1)
        elif reach:
            denied.add(stem(token))
            # A negation bears on the next word that means something, and what comes after it may
            # be anything.
            reach = 0
        else:
            affirmed.add(stem(token))
    return Polarity(denials, frozenset(denied), frozenset(affirmed), _modes(tokens))


def _modes(tokens: list[str]) -> frozenset[str]:
    kinds = {
        "turns": _TURNS,
        "demands": _DEMANDS,
        "allows": _ALLOWS,
        "always": _ALWAYS,
        "sometimes": _SOMETIMES,
    }
    return frozenset(name for name, words in kinds.items() if words & set(tokens))
