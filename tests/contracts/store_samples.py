"""Documents that the store's contract is tried on, and short ways to read them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.domain.queries import Filters, Hit
from knowledge.store.protocol import Reader
from tests.builders import (
    hybrid,
    passages,
)

IN_MEMORY_WARNINGS = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]
"""The in-memory client says what it leaves out; a real server has it all."""

STAFF = Filters(groups=("staff",))

REFUNDS = passages(
    "refunds.md",
    ["Refunds are paid within ten business days.", "Refund requests need the claim number."],
)
DEPENDANTS = passages(
    "dependants.md",
    [
        "A spouse may be added within 31 days of marriage.",
        "A newborn child is covered from birth.",
        "Proof of the dependant's status must be sent.",
    ],
)
PRIVACY = passages("privacy.md", ["Diagnoses are disclosed to the member alone."])

_WORDS = ("copay", "claim", "refund", "spouse", "plan", "visit", "denial", "appeal")
_CHOICE = random.Random(3)
VARIED = passages("varied.md", [" ".join(_CHOICE.choices(_WORDS, k=9)) for _ in range(60)])
"""Passages of which no two score the same, so that every engine orders them alike."""


def texts(reader: Reader, question: str, filters: Filters = STAFF, *, limit: int = 10) -> list[str]:
    return [hit.passage.text for hit in reader.search(hybrid(question), filters, limit=limit)]


def every_text(reader: Reader) -> list[str]:
    return sorted(each.text for each in reader.all_passages())


def scores(hits: Sequence[Hit]) -> dict[str, float]:
    return {hit.passage.id: hit.score for hit in hits}


def scores_by_hand(hits: Sequence[Hit], weights: tuple[float, ...]) -> dict[str, float]:
    """Distribution-based score fusion, weighted: (score - mean + 3 sd) / 6 sd of each leg."""
    totals = {hit.passage.id: 0.0 for hit in hits}
    for leg, weight in enumerate(weights):
        found = {h.passage.id: s for h in hits if (s := h.ranks[leg].score) is not None}
        values = np.array(list(found.values()))
        deviation = float(values.std(ddof=1))
        for each, score in found.items():
            low = float(values.mean()) - 3 * deviation
            totals[each] += weight * (score - low) / (6 * deviation)
    return totals
