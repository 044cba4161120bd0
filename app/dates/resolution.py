"""Which day a question is answered for: the one that is set, that it names, or named before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from app.dates import question_clauses as say
from app.dates.change_questions import TwoDays, asks_for_change, days_compared
from app.dates.named_times import NamedTime, TimeForm, named_times
from app.dates.question_clauses import Clause, Lead, TimeMention, places_of
from app.domain.answers import NamedDay, SearchOutcome
from app.domain.conversations import Conversation, leaning
from app.domain.replies import AnswerRequest, DateChoice
from knowledge.domain.errors import ConfigurationError


class LocalTime:
    """Tells the time in a zone by name; an empty name is this machine's zone."""

    def __init__(self, name: str) -> None:
        """Look the zone up.

        Raises:
            ConfigurationError: there is no time zone of that name.
        """
        self._zone: tzinfo | None = None
        if not name:
            return
        try:
            self._zone = ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ConfigurationError(
                f"There is no time zone {name!r}. Set CITEWELL_TIME_ZONE to a name such as "
                "'America/New_York', or leave it empty for this machine's."
            ) from error

    def now(self) -> datetime:
        """Return this moment."""
        return self.local(datetime.now().astimezone())

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the configured time zone."""
        return moment.astimezone(self._zone)


# Which time's rules a question asks for: "the deductible in 2027", not "hired in 2019".


_MOST_KEY_WORDS = 6
_MOST_TIMES = 8
"""A text with more is pasted in, and no question for one of them."""
_BLANKS = re.compile(r"[^\S\n]+")
_NEAR_YEARS = 3
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_MOST_BETWEEN = r"(?:[\w-]{1,40} ){0,2}"
_VALUE_AFTER = re.compile(rf"(?:['\u2019]s\s+)?{_MOST_BETWEEN}{say.VALUES.pattern}", re.IGNORECASE)
_VALUE_BEFORE = re.compile(rf"{say.VALUES.pattern}\s*$", re.IGNORECASE)
_EDITION_BEFORE = re.compile(rf"{say.EDITIONS.pattern}\s*$", re.IGNORECASE)


def asked_time(question: str, today: date) -> NamedTime | None:
    """Return the time whose rules a question asks for; None where it asks for none, or for two.

    A word such as "today" is returned where nothing else is asked for: it moves no day, but tells
    that an earlier question's day is not meant any more.
    """
    if asks_for_change(question):
        return None
    question = _BLANKS.sub(" ", question)
    times = named_times(question, today)
    if len(times) > _MOST_TIMES:
        return None
    places = places_of(question, times)
    if any(say.COMPARED.search(p.before) or say.JOINED.search(p.before) for p in places):
        return None
    now = [place.time for place in places if place.time.form is TimeForm.NOW]
    asked = [place.time for place in places if place.time not in now and _is_asked(place, today)]
    narrowest = sorted(asked, key=lambda time: time.last - time.first)[:1]
    if any(
        time.first > each.first or each.last > time.last for time in asked for each in narrowest
    ):
        return None
    return next(iter((*narrowest, *now)), None)


def _is_asked(place: TimeMention, today: date) -> bool:
    """Tell whether what holds at a time is asked for, by the clause that the time stands in."""
    if _is_blocked(place, today):
        return False
    if all(say.FILLER.fullmatch(word) for word in _WORD.findall(place.around)):
        # "And in 2027?", or "In 2027, what is the copay?".
        beside = [each for each in place.others if each.sentence == place.clause.sentence]
        return not place.others or any(_may_hold(clause, clause.text) for clause in beside)
    if not _may_hold(place.clause, place.around):
        return _is_named_only(place, today)
    return _fits(place, today)


def _is_blocked(place: TimeMention, today: date) -> bool:
    """Tell whether a time is a deadline, a beginning in the past, or a thing's edition."""
    blocking = say.BLOCKING.search(place.before)
    if blocking and not (blocking["what"] and say.VALUES.search(blocking["what"])):
        return True
    if place.lead is Lead.FROM and place.time.first <= today:
        return True
    return place.lead is not Lead.AT and bool(_EDITION_BEFORE.search(place.before))


# A time that a question names and that is not read: it is said, never silently left out.


_UNREAD = re.compile(
    r"(?<![\w./-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d{2}(?![\w/-])"
    r"|(?:q[1-4]|(?:first|second|third|fourth|last|next|this) quarter)\b(?: of)?(?: 20\d\d)?"
    r"|(?<=in )(?:the )?(?:spring|summer|fall|autumn|winter)\b(?: of)?(?: 20\d\d)?"
    r"|(?<=im )(?:fr\u00fchjahr|fr\u00fchling|sommer|herbst|winter)\b(?: 20\d\d)?"
    r"|(?:erste[sn]?|zweite[sn]?|dritte[sn]?|vierte[sn]?) quartal\b(?: 20\d\d)?"
    r"|(?<=en )(?:primavera|verano|oto\u00f1o|invierno)\b(?: de)?(?: 20\d\d)?"
    r"|(?:primer|segundo|tercer|cuarto) trimestre\b(?: de)?(?: 20\d\d)?)",
    re.IGNORECASE,
)


def unread_time(question: str, today: date) -> str:
    """Return the words of a time that is no day, month or year ("in the spring"); else nothing."""
    times = named_times(question, today)
    for match in _UNREAD.finditer(question):
        covered = any(t.start < match.end() and match.start() < t.end for t in times)
        whole = any(t.form is not TimeForm.YEAR for t in times)
        if not (covered and whole):
            return match.group().strip()
    return ""


def _may_hold(clause: Clause, words: str) -> bool:
    """Tell whether a clause asks for something that holds on a day, and tells of no event."""
    asks = clause.whether or (
        say.ASKING.match(clause.text) and not say.NO_DAY_OF_RULES.match(clause.text)
    )
    return bool(asks) and not _tells_an_event(words)


def _tells_an_event(words: str) -> bool:
    return bool(say.EVENTS.search(words) or say.OF_A_PERSON.search(words))


def _fits(place: TimeMention, today: date) -> bool:
    """Tell whether a time in an asking clause says when, by what stands right around it."""
    happened = say.HAPPENED.search(place.before)
    if happened and not say.HOLDS.fullmatch(happened[1]):
        return False
    if place.lead is Lead.OF:
        return bool(say.VALUES.search(place.before)) and not _chooses(place)
    if place.lead is Lead.FOR and _chooses(place):
        return False
    if place.lead is not Lead.NONE or place.time.form is not TimeForm.YEAR:
        return _stands_by_itself(place) or _names_a_value(place)
    if say.GERMAN_ASKING.match(place.clause.text):
        return True
    return _names_a_value(place) or _ends_it(place, today)


def _stands_by_itself(place: TimeMention) -> bool:
    """Tell whether no noun follows, which would make it "the 2027 election"."""
    after = place.after.strip()
    return (
        not after
        or not _WORD.match(after)
        or bool(say.NEXT_IN_CLAUSE.match(after))
        or bool(say.GERMAN_ASKING.match(place.clause.text))
    )


def _names_a_value(place: TimeMention) -> bool:
    """Tell whether the time stands at something that has another value then: "2027 deductible"."""
    beside = _VALUE_AFTER.match(place.after.lstrip()) or _VALUE_BEFORE.search(place.before)
    return bool(beside) and not _chooses(place)


def _ends_it(place: TimeMention, today: date) -> bool:
    """Tell whether a near year ends a clause: "how much is urgent care on silver 2027"."""
    return (
        not place.after.strip(" ,")
        and _is_near(place.time, today)
        and not _chooses(place)
        and not say.EDITIONS.search(place.before)
    )


def _is_named_only(place: TimeMention, today: date) -> bool:
    """Tell whether key words or a wish name a value and a time: "vision allowance 2027"."""
    if _tells_an_event(place.around) or _chooses(place) or say.SUBORDINATE.match(place.clause.text):
        return False
    if say.STATED.search(place.clause.text) and not place.clause.questioned:
        return False
    if say.ASKING.match(place.clause.text):
        return False
    if say.VALUES.search(place.around):
        return (
            place.lead is not Lead.NONE
            or place.time.form is not TimeForm.YEAR
            or _names_a_value(place)
            or _ends_it(place, today)
        )
    return _is_key_words(place, today) or _leads_a_question(place)


def _leads_a_question(place: TimeMention) -> bool:
    """Tell whether key words with a time stand before what is asked: "ct in may, auth needed?"."""
    words = _WORD.findall(place.before)
    after = place.after.strip()
    return (
        place.lead is Lead.AT
        and place.time.form in {TimeForm.DAY, TimeForm.MONTH}
        and (not after or after.startswith(","))
        and len(words) <= _MOST_KEY_WORDS
        and not say.STATED.search(place.before)
        and any(each.questioned for each in (place.clause, *place.others))
        and not say.EDITIONS.search(place.around)
    )


def _is_key_words(place: TimeMention, today: date) -> bool:
    """Tell whether a few key words end with a year: "semaglutide 2027"; a code has none."""
    words = _WORD.findall(place.around)
    return (
        not place.others
        and len(words) <= _MOST_KEY_WORDS
        and place.time.form in {TimeForm.YEAR, TimeForm.RELATIVE}
        and _is_near(place.time, today)
        and not place.after.strip(" .,?")
        and not say.EDITIONS.search(place.around)
        and all(word.isalpha() and not say.FILLER.fullmatch(word) for word in words)
    )


def _chooses(place: TimeMention) -> bool:
    return bool(say.CHOOSING.search(place.around))


def _is_near(time: NamedTime, today: date) -> bool:
    return abs(time.first.year - today.year) <= _NEAR_YEARS


# Which day a question is answered for: the one that is set, that it names, or named before it.


_LEANS = 0.3
_BEFORE_WORDS = " \t\r\n\f\v\u00a0\u00bf\u00a1"
_LEADING = re.compile(
    r"(?:und|aber|oder|auch|was ist mit|wie (?:ist|sieht) es|y|pero|o|también|"
    r"qué (?:pasa|hay|tal))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The day that a question is answered for; worked out once, before anything is searched.

    `named` is the day that the question or one before it names, where that is another than the
    day that is set. With `compared` the question is what changed between two days.
    """

    today: date
    day: date
    named: NamedDay | None = None
    compared: TwoDays | None = None


def resolve_date(
    conversation: Conversation,
    question: str,
    request: AnswerRequest,
    today: date,
    *,
    by_words: bool = True,
) -> ResolvedDate:
    """Return the day that answers; `by_words` lets the conversation's own words name it.

    What is set by hand goes before what the question names, unless the reader wishes otherwise; in
    an edited search the day is set, today where it is empty. A follow-up keeps the day that was
    answered for before it while it leans on the conversation and names none.
    """
    day = request.as_of or today
    compared = days_compared(question, day)
    if compared is not None or not by_words:
        return ResolvedDate(today, day, compared=compared)
    named = _named_in(question, request, today) or _kept(conversation, question, request, today)
    if named is None or not named.taken:
        return ResolvedDate(today, day, named)
    return ResolvedDate(today, named.day, named, days_compared(question, named.day))


def date_choice_of(found: SearchOutcome | None, set_day: date | None) -> DateChoice:
    """Return the wish with which a question was answered, while the same day is set as then."""
    named = found.named if found else None
    if named is None or named.set_day != set_day or (found and found.edited):
        return DateChoice.RULE
    return DateChoice.NAMED if named.taken else DateChoice.SET


def _named_in(question: str, request: AnswerRequest, today: date) -> NamedDay | None:
    """Return the day that a question itself names, where it is another than the one that is set."""
    time = asked_time(question, today)
    if time is None or time.form is TimeForm.NOW or time.holds(request.as_of or today):
        return None
    by_rule = (
        request.as_of is None and request.date_choice is not DateChoice.SET and not request.edited
    )
    taken = by_rule or request.date_choice is DateChoice.NAMED
    return NamedDay(time.day(today), " ".join(time.words.split()), request.as_of, taken)


def _kept(
    conversation: Conversation, question: str, request: AnswerRequest, today: date
) -> NamedDay | None:
    """Return the day of the questions before, which a follow-up keeps and another one leaves."""
    before = _before(conversation, today)
    if before is None or not before.taken or asked_time(question, today) is not None:
        return None
    if request.edited:
        left = (request.as_of or today) != before.day
        return replace(before, set_day=request.as_of, taken=False, earlier=True) if left else None
    if before.set_day != request.as_of:
        # Another day was set by hand since: it holds.
        return None
    leans = _leans(question) or request.date_choice is DateChoice.NAMED
    return replace(before, taken=leans and request.date_choice is not DateChoice.SET, earlier=True)


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
