"""How a desk is used, week by week: how questions ended, and what answered them. No names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from app.database.conversations import AskedTurn
from app.domain.answers import Answer, Outcome
from app.records.quality import monday_of, mondays, spreadsheet
from knowledge.domain.access import Access, may_read


@dataclass(frozen=True, slots=True)
class WeekOfUse:
    """A week, by its Monday: how its questions ended, and how answers came about.

    `unfinished` were stopped or failed; `seconds` is the median time to an answer, None where none
    was given.
    """

    monday: date
    outcomes: Mapping[Outcome, int]
    unfinished: int
    edited: int
    approved: int
    seconds: float | None

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return sum(self.outcomes.values()) + self.unfinished


def weeks_of_use(turns: Sequence[AskedTurn]) -> list[WeekOfUse]:
    """Return every week from the first to the last with a question, the oldest first."""
    by_monday: dict[date, list[AskedTurn]] = {}
    for each in turns:
        by_monday.setdefault(monday_of(each.turn.asked_at.date()), []).append(each)
    return [_week(day, by_monday.get(day, [])) for day in mondays(by_monday)]


def top_documents(turns: Sequence[AskedTurn], access: Access) -> list[tuple[str, str, int]]:
    """Return title, key and number of answers of each document cited, the most cited first.

    Documents that somebody may not read are left out.
    """
    titles: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for answer in _answers(turns):
        passages = [each.passage for each in answer.citations]
        mine = {p.document_key: p.title for p in passages if may_read(p.groups, access)}
        titles |= mine
        counted.update(mine.keys())
    ordered = sorted(counted, key=lambda key: (-counted[key], key))
    return [(titles[key], key, counted[key]) for key in ordered]


def caller_details(turns: Sequence[AskedTurn]) -> list[tuple[str, str, int]]:
    """Return name, value and number of questions of each caller detail, the commonest first."""
    counted = Counter(
        pair for answer in _answers(turns) for pair in answer.found.query.filters.facets.items()
    )
    ordered = sorted(counted, key=lambda pair: (-counted[pair], pair))
    return [(name, value, counted[name, value]) for name, value in ordered]


def use_csv(weeks: Sequence[WeekOfUse]) -> str:
    """Return weeks as CSV for a spreadsheet; no cell is taken for a formula there."""
    outcomes = [outcome.value for outcome in Outcome]
    head = ("week of", "asked", *outcomes, "unfinished", "edited search", "approved", "seconds")
    return spreadsheet(head, map(_cells, weeks))


def _cells(week: WeekOfUse) -> Sequence[str]:
    return (
        week.monday.isoformat(),
        str(week.asked),
        *(str(week.outcomes.get(outcome, 0)) for outcome in Outcome),
        str(week.unfinished),
        str(week.edited),
        str(week.approved),
        "" if week.seconds is None else f"{week.seconds:.2f}",
    )


def _week(monday: date, turns: Sequence[AskedTurn]) -> WeekOfUse:
    answers = _answers(turns)
    seconds = [sum(a.milliseconds.values()) / 1000 for a in answers if a.milliseconds]
    return WeekOfUse(
        monday=monday,
        outcomes=Counter(answer.outcome for answer in answers),
        unfinished=len(turns) - len(answers),
        edited=sum(answer.found.edited for answer in answers),
        approved=sum(answer.approval is not None for answer in answers),
        seconds=median(seconds) if seconds else None,
    )


def _answers(turns: Sequence[AskedTurn]) -> list[Answer]:
    return [each.turn.answer for each in turns if each.turn.answer is not None]
