"""Which day a question is answered for: the one that is set, that it names, or named before it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from app.answers import Found, NamedDay
from app.conversations import Conversation
from app.noticing.change_questions import days_compared
from app.replies import Asking, DayWish
from app.rewriting.asked_day import asked_time
from app.rewriting.leaning import leaning
from app.rewriting.named_times import TimeForm

_LEANS = 0.3
_BEFORE_WORDS = " \t\r\n\f\v\u00a0\u00bf\u00a1"
_LEADING = re.compile(
    r"(?:und|aber|oder|auch|was ist mit|wie (?:ist|sieht) es|y|pero|o|también|"
    r"qué (?:pasa|hay|tal))\b",
    re.IGNORECASE,
)


def settled(conversation: Conversation, question: str, asking: Asking, today: date) -> Asking:
    """Return the asking with the day that answers, and the day that was named if there is one.

    What is set by hand goes before what the question names, unless the reader wishes otherwise; in
    an edited search the day is set, today where it is empty. A follow-up keeps the day that was
    answered for before it while it leans on the conversation and names none. A settled asking is
    returned as it is.
    """
    if asking.named is not None or days_compared(question, asking.as_of or today):
        return asking
    named = _named_in(question, asking, today) or _kept(conversation, question, asking, today)
    if named is None:
        return asking
    return replace(asking, as_of=named.day if named.taken else asking.as_of, named=named)


def wished(found: Found | None, set_day: date | None) -> DayWish:
    """Return the wish with which a question was answered, while the same day is set as then."""
    named = found.named if found else None
    if named is None or named.set_day != set_day or (found and found.edited):
        return DayWish.RULE
    return DayWish.NAMED if named.taken else DayWish.SET


def _named_in(question: str, asking: Asking, today: date) -> NamedDay | None:
    """Return the day that a question itself names, where it is another than the one that is set."""
    time = asked_time(question, today)
    if time is None or time.form is TimeForm.NOW or time.holds(asking.as_of or today):
        return None
    by_rule = asking.as_of is None and asking.day_wish is not DayWish.SET and not asking.edited
    taken = by_rule or asking.day_wish is DayWish.NAMED
    return NamedDay(time.day(today), " ".join(time.words.split()), asking.as_of, taken)


def _kept(
    conversation: Conversation, question: str, asking: Asking, today: date
) -> NamedDay | None:
    """Return the day of the questions before, which a follow-up keeps and another one leaves."""
    before = _before(conversation, today)
    if before is None or not before.taken or asked_time(question, today) is not None:
        return None
    if asking.edited:
        left = (asking.as_of or today) != before.day
        return replace(before, set_day=asking.as_of, taken=False, earlier=True) if left else None
    if before.set_day != asking.as_of:
        # Another day was set by hand since: it holds.
        return None
    leans = _leans(question) or asking.day_wish is DayWish.NAMED
    return replace(before, taken=leans and asking.day_wish is not DayWish.SET, earlier=True)


def _before(conversation: Conversation, today: date) -> NamedDay | None:
    """Return the day that the last question was answered for, if one was named up to there."""
    kept: NamedDay | None = None
    for turn in conversation.turns:
        if turn.named is not None:
            kept = turn.named
        elif time := asked_time(turn.question, today):
            moved = not time.holds(today)
            kept = NamedDay(time.day(today), time.words) if moved else None
        elif not _leans(turn.question):
            kept = None
    return kept


def _leans(question: str) -> bool:
    return leaning(question) >= _LEANS or bool(_LEADING.match(question.lstrip(_BEFORE_WORDS)))
