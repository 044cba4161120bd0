"""Which of the scored quotations make the answer: few passages, the likeliest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.checking.sentences import UnitKind
from app.checking.terms import content_terms
from app.writing.quoting import Quotation

_MOST_QUOTATIONS = 6
_MOST_PER_PASSAGE = 4
_MOST_PASSAGES = 4
_LONGEST_ANSWER_CHARACTERS = 800
# A further quotation must come this near to the best one's score.
_MARGIN = 0.35
# A further passage must come this near to the best passage's, when the best quotation has a cosine
# of .6 to the question; twice as near (.8), an eighth of it. When the best is only somewhat near,
# several must be quoted to hit; when it is very near, others are noise (MTRAG: the first is right
# in 45 %, the second in 33 %, the third in 21 %).
_PASSAGE_MARGIN, _SURE_DISTANCE, _SURENESS = 0.3, 0.4, 3
_SHORTEST_DISTANCE = 0.05
# Two near sentences say more for a passage than one; a passage with one only is held to have a
# second that is a little worse.
_SECOND_WEIGHT, _SECOND_OF_ONE = 0.3, 0.9
_SAME_WORDS = 0.75


@dataclass(frozen=True, slots=True)
class Scored:
    """A quotation with how well it answers; `nearness` is its bare cosine to the question."""

    quotation: Quotation
    score: float
    nearness: float


def choose(scored: Sequence[Scored], asked: Collection[Quotation]) -> list[Quotation]:
    """Return the best quotations of the best passages, grouped by passage, the best one first.

    `scored` stands best first and is not empty. All of it tells which passages are best; only what
    is `asked` for is quoted.
    """
    passages = _best_passages(scored)
    chosen: list[Quotation] = []
    characters = 0
    for candidate in scored:
        quotation = candidate.quotation
        if len(chosen) == _MOST_QUOTATIONS or candidate.score < scored[0].score - _MARGIN:
            break
        too_long = characters + len(quotation.text) > _LONGEST_ANSWER_CHARACTERS and chosen
        if quotation not in asked or quotation.number not in passages or too_long:
            continue
        if _is_repeated(quotation, chosen) or _is_crowded(quotation, chosen):
            continue
        chosen.append(quotation)
        characters += len(quotation.text)
    order = list(dict.fromkeys(q.number for q in chosen))
    return sorted(chosen, key=lambda q: (order.index(q.number), q.start))


def _best_passages(scored: Sequence[Scored]) -> list[int]:
    """Return the passages worth quoting, by their best quotations; the fewer the surer it is."""
    by_passage: dict[int, list[float]] = {}
    for each in scored:
        by_passage.setdefault(each.quotation.number, []).append(each.score)
    worth = {number: _worth(scores) for number, scores in by_passage.items()}
    distance = max(1 - max(each.nearness for each in scored), _SHORTEST_DISTANCE)
    margin = _PASSAGE_MARGIN * (distance / _SURE_DISTANCE) ** _SURENESS
    best = max(worth.values())
    ordered = sorted(worth, key=lambda number: (-worth[number], number))
    return [number for number in ordered if worth[number] >= best - margin][:_MOST_PASSAGES]


def _worth(scores: Sequence[float]) -> float:
    second = scores[1] if len(scores) > 1 else _SECOND_OF_ONE * scores[0]
    return scores[0] + _SECOND_WEIGHT * second


def _is_crowded(quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
    return sum(q.number == quotation.number for q in chosen) >= _MOST_PER_PASSAGE


def _is_repeated(quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
    mine = set(content_terms(quotation.text))
    for other in chosen:
        theirs = set(content_terms(other.text))
        if len(mine & theirs) >= _SAME_WORDS * min(len(mine), len(theirs)) and (
            quotation.kind is not UnitKind.ROW or mine == theirs
        ):
            return True
    return False


def joined(ordered: Sequence[Quotation]) -> list[Quotation]:
    """Make rows of one table one quotation, and drop a sentence that two quotations share."""
    kept: list[Quotation] = []
    seen: set[tuple[int, int]] = set()
    for quotation in ordered:
        fresh = tuple(u for u in quotation.units if (quotation.number, u.start) not in seen)
        seen.update((quotation.number, unit.start) for unit in quotation.units)
        if kept and _is_of_one_table(kept[-1], quotation):
            kept[-1] = replace(kept[-1], units=(*kept[-1].units, *fresh))
        elif fresh:
            kept.append(replace(quotation, units=fresh))
    return kept


def _is_of_one_table(one: Quotation, other: Quotation) -> bool:
    rows = one.kind is other.kind is UnitKind.ROW
    return rows and (one.number, one.units[0].lead) == (other.number, other.units[0].lead)
