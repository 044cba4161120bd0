"""What curators learn from use: knowledge gaps, and feedback week by week."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np

from app.database.conversations import AskedTurn
from app.database.feedback import Feedback, Rating
from app.domain.answers import Answer, Support
from app.identifiers.masking import Mask
from knowledge.domain.passages import FloatRows

ALIKE = 0.72
"""Cosine from which two questions are one gap. With MiniLM, questions of one subject are about
there and above (tests/app/question_pairs.py: others about the same thing are at .71 to .98)."""
# The full-width forms are read as the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BEFORE = ' \u00a0\u3000"\ufeff\u200b'
_PARTING = ";\n\r"
_WEAK_SHARE = 0.5

Embed = Callable[[Sequence[str]], FloatRows]


class GapReason(StrEnum):
    """What makes a question a gap."""

    REFUSED = "refused"
    WEAK = "weak"
    RATED_DOWN = "rated down"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage that came nearest to a question."""

    passage_id: str
    document_key: str
    title: str
    text: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """One question that was not answered well. Identifiers of persons are masked."""

    question: str
    asked_at: datetime
    why: tuple[GapReason, ...]
    nearest: Nearest | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same, the commonest wording first; `nearest` is theirs most often."""

    questions: tuple[str, ...]
    misses: tuple[MissedQuestion, ...]
    why: Mapping[GapReason, int]
    nearest: Nearest | None
    last_asked: date

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.misses)


def misses(turns: Iterable[AskedTurn], verdicts: Iterable[Feedback]) -> list[MissedQuestion]:
    """Return the questions that went unanswered or badly answered, in the order they were asked."""
    down = {each.turn_id: each.comment for each in verdicts if each.rating is Rating.DOWN}
    found: list[MissedQuestion] = []
    for asked in turns:
        turn = asked.turn
        why = why_missed(turn.answer, rated_down=turn.id in down)
        if why:
            mask = Mask()
            found.append(
                MissedQuestion(
                    question=mask.hide(" ".join(turn.question.split())),
                    asked_at=turn.asked_at,
                    why=why,
                    nearest=_nearest(turn.answer),
                    comment=mask.hide(down.get(turn.id, "")),
                )
            )
    return found


def gaps(found: Sequence[MissedQuestion], embed: Embed, *, alike: float = ALIKE) -> list[Gap]:
    """Group misses, the most asked first.

    Each question joins the group whose first one it is most alike, or begins one. Questions come
    in the order of how often they were asked, then of the alphabet: so the same misses give the
    same gaps.
    """
    if not found:
        return []
    counts = Counter(_folded(miss.question) for miss in found)
    order = sorted(counts, key=lambda question: (-counts[question], question))
    rows = dict(zip(order, embed(order), strict=True))
    leaders: list[str] = []
    member_of: dict[str, str] = {}
    for question in order:
        likeness = [float(rows[leader] @ rows[question]) for leader in leaders]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= alike:
            member_of[question] = leaders[best]
        else:
            leaders.append(question)
            member_of[question] = question
    groups: dict[str, list[MissedQuestion]] = {leader: [] for leader in leaders}
    for miss in found:
        groups[member_of[_folded(miss.question)]].append(miss)
    made = [_gap(group) for group in groups.values()]
    return sorted(made, key=lambda gap: (-gap.count, gap.questions[0]))


def as_csv(found: Sequence[Gap]) -> str:
    """Return gaps as CSV for a spreadsheet; no cell is taken for a formula there."""
    head = (
        "asked",
        "refused",
        "weak",
        "rated down",
        "last asked",
        "questions",
        "nearest document",
        "key",
        "nearest passage",
        "comments",
    )
    return spreadsheet(head, map(_gap_cells, found))


def _gap_cells(gap: Gap) -> Sequence[str]:
    near = gap.nearest
    return (
        str(gap.count),
        *(str(gap.why.get(why, 0)) for why in GapReason),
        gap.last_asked.isoformat(),
        "\n".join(gap.questions),
        near.title if near else "",
        near.document_key if near else "",
        near.text if near else "",
        "\n".join(_comments(gap)),
    )


def spreadsheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV for a spreadsheet; no cell is taken for a formula there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_markdown(found: Sequence[Gap], *, knowledge_base: str, day: date) -> str:
    """Return gaps as a page for the documents' owners."""
    lines = [f"# Questions that {_plain(knowledge_base)} does not answer well", "", f"{day}", ""]
    for gap in found:
        told = ", ".join(f"{gap.why[why]} {why.value}" for why in GapReason if gap.why.get(why))
        lines += [f"## {_plain(gap.questions[0])}", "", f"Asked {gap.count} times ({told}).", ""]
        lines += [f"- {_plain(question)}" for question in gap.questions[1:]]
        if gap.questions[1:]:
            lines.append("")
        if gap.nearest:
            lines += [
                f"Nearest: **{_plain(gap.nearest.title)}** ({_plain(gap.nearest.document_key)})",
                "",
                f"> {_plain(gap.nearest.text)}",
                "",
            ]
        lines += [f"Comment: {_plain(comment)}" for comment in _comments(gap)]
    return "\n".join(lines).rstrip() + "\n"


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet reads as words, whatever it begins with."""
    # OWASP, "CSV Injection": an apostrophe before the sign makes it text. Where a semicolon parts
    # cells, as in German and Spanish offices, quotes of a comma's file hold nothing together: what
    # follows a semicolon or a line's end in a cell is the beginning of another one there.
    parts, start = list[str](), 0
    for at, char in enumerate(cell):
        if char in _PARTING:
            parts += [_as_text(cell[start:at]), char]
            start = at + 1
    return "".join([*parts, _as_text(cell[start:])])


def _as_text(part: str) -> str:
    return f"'{part}" if part.lstrip(_BEFORE).startswith(_FORMULA) else part


def why_missed(answer: Answer | None, *, rated_down: bool) -> tuple[GapReason, ...]:
    """Return what makes a question one that was not answered well; nothing where it was."""
    found: list[GapReason] = []
    if answer is not None and answer.refused:
        found.append(GapReason.REFUSED)
    elif answer is not None and answer.sentences and _is_weak(answer):
        found.append(GapReason.WEAK)
    if rated_down:
        found.append(GapReason.RATED_DOWN)
    return tuple(found)


def _is_weak(answer: Answer) -> bool:
    carried = sum(1 for each in answer.sentences if each.support is Support.SUPPORTED)
    return carried / len(answer.sentences) < _WEAK_SHARE


def _nearest(answer: Answer | None) -> Nearest | None:
    if answer is None or not answer.found.hits:
        return None
    passage = answer.found.hits[0].passage
    return Nearest(
        passage_id=passage.id,
        document_key=passage.document_key,
        title=passage.title,
        text=" ".join(passage.text.split())[:400],
        groups=passage.groups,
    )


def _gap(group: Sequence[MissedQuestion]) -> Gap:
    wordings = Counter(miss.question for miss in group)
    nearest = Counter(miss.nearest.passage_id for miss in group if miss.nearest)
    commonest = min(nearest, key=lambda each: (-nearest[each], each)) if nearest else ""
    return Gap(
        questions=tuple(sorted(wordings, key=lambda each: (-wordings[each], each))),
        misses=tuple(group),
        why=Counter(why for miss in group for why in miss.why),
        nearest=next(
            (m.nearest for m in group if m.nearest and m.nearest.passage_id == commonest), None
        ),
        last_asked=max(miss.asked_at for miss in group).date(),
    )


def _comments(gap: Gap) -> list[str]:
    return [miss.comment for miss in gap.misses if miss.comment]


def _folded(question: str) -> str:
    return question.casefold().rstrip(" ?!.")


def _plain(text: str) -> str:
    """Return words in which Markdown finds nothing to do."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!" else c for c in " ".join(text.split()))


# Feedback over time: how many answers were liked and disliked, week by week, and why.


@dataclass(frozen=True, slots=True)
class Week:
    """A week, by its Monday: questions asked, answers liked and disliked."""

    monday: date
    asked: int
    up: int
    down: int


def weeks(verdicts: Sequence[Feedback], asked: Sequence[date]) -> list[Week]:
    """Return every week from the first to the last in which anything was, the oldest first."""
    questions = Counter(monday_of(each) for each in asked)
    up = Counter(monday_of(v.given_at.date()) for v in verdicts if v.rating is Rating.UP)
    down = Counter(monday_of(v.given_at.date()) for v in verdicts if v.rating is Rating.DOWN)
    met = [*questions, *up, *down]
    return [Week(day, questions[day], up[day], down[day]) for day in mondays(met)]


def reasons(verdicts: Sequence[Feedback]) -> list[tuple[str, int]]:
    """Return why answers were disliked, the commonest reason first."""
    counted = Counter(
        reason for each in verdicts if each.rating is Rating.DOWN for reason in each.reasons
    )
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def mondays(met: Collection[date]) -> list[date]:
    """Return every Monday from the first to the last of some Mondays."""
    if not met:
        return []
    count = (max(met) - min(met)).days // 7 + 1
    return [min(met) + timedelta(weeks=number) for number in range(count)]


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
