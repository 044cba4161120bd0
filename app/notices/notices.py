"""What the reader should know besides the answer: its day, what ends or changes, disagreement."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.dates.written_dates import MONTHS, days_in
from app.domain.answers import Answer, Choice, Notice, NoticeKind, SearchOutcome
from app.domain.caller_context import FacetChoice
from app.grounding.comparison import PassageUnit, pieces_of
from app.grounding.figures import counted, figures
from app.grounding.names import names
from app.i18n import texts
from app.language.words import content_terms
from app.notices.facet_choices import facet_choices
from app.notices.table_choices import table_choices
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage


def day_sentence(found: SearchOutcome) -> str:
    """Return for which day was searched, and why; empty where nothing but the set day counted."""
    named, as_of = found.named, found.query.filters.as_of
    if named is None or as_of is None:
        return ""
    if named.taken:
        said = texts.DAY_KEPT if named.earlier else texts.DAY_TAKEN
    elif named.earlier:
        said = texts.DAY_LEFT
    else:
        said = texts.DAY_SET if named.set_day else texts.DAY_TODAY
    return said.format(day=texts.day(as_of), named=texts.day(named.day), words=named.words)


def day_notice(answer: Answer, hidden: Collection[str]) -> Notice | None:
    """Return what to say of the day, quietly where the other day has the same rules.

    `hidden` are the ids of the documents that are not in force on that other day.
    """
    named = answer.found.named
    if named is None:
        return None
    same = not answer.refused and not any(
        citation.passage.document_id in hidden for citation in answer.citations
    )
    if same and named.earlier and not named.taken:
        return None
    return Notice(NoticeKind.DAY, day_sentence(answer.found), quiet=same)


def with_day_notice(answer: Answer, notice: Notice | None) -> Answer:
    """Return the answer with this notice of its day before all others, and with no other."""
    old = {each.text for each in answer.notices if each.kind is NoticeKind.DAY}
    notices = tuple(each for each in answer.notices if each.kind is not NoticeKind.DAY)
    notes = tuple(note for note in answer.notes if note not in old)
    if notice is not None:
        notices, notes = (notice, *notices), (notice.text, *notes)
    return replace(answer, notices=notices, notes=notes)


# What the reader should know besides the answer: it ends soon, it changes, sources disagree.


_SOON = timedelta(days=60)
_SAME_THING = 0.75
_FEWEST_SHARED_TERMS = 4
_MOST_UNIT_WORDS = 2
_UNIT_WORD = re.compile(r"\s?-?(?:%|[^\W\d]++)")
_MONEY = "$\u20ac\u00a3"
_MONTH_TERMS = frozenset(term for month in MONTHS for term in content_terms(month))


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """What notices are drawn from: the passages cited and offered, and the documents' versions.

    `records` are those that the asker may read. `as_of` is the day that is answered for. `quotes`
    run beside `cited`: the words of each that carry the answer. `callers` are the caller's details.
    """

    question: str
    cited: Sequence[Passage]
    offered: Sequence[Passage]
    records: Sequence[DocumentRecord]
    as_of: date
    today: date
    quotes: Sequence[str] = ()
    callers: Sequence[str] = ()


def notices(context: NoticeContext) -> tuple[Notice, ...]:
    """Return what to say, each once."""
    found = (*_times(context), *_conflicts(context), *_choices(context))
    return tuple(dict.fromkeys(found))


def _times(context: NoticeContext) -> Iterator[Notice]:
    for passage in context.cited:
        if later := _next_version(passage, context):
            said = texts.NOTICE_CHANGED if later <= context.today else texts.NOTICE_CHANGES
            words = said.format(title=passage.title, day=texts.day(later))
            yield Notice(_kind(later <= context.today), words)
        elif passage.effective_to and passage.effective_to - context.as_of <= _SOON:
            over = passage.effective_to < context.today
            said = texts.NOTICE_ENDED if over else texts.NOTICE_ENDS
            words = said.format(title=passage.title, day=texts.day(passage.effective_to))
            yield Notice(_kind(over), words)


def _next_version(passage: Passage, context: NoticeContext) -> date | None:
    """Return from when on the document has another version than on the day that is answered for."""
    later = [
        record.metadata.effective_from
        for record in context.records
        if record.metadata.key == passage.document_key
        and record.metadata.effective_from is not None
        and record.metadata.effective_from > context.as_of
    ]
    return min(later, default=None)


def _kind(over: bool) -> NoticeKind:
    return NoticeKind.CHANGED if over else NoticeKind.ENDS


def _conflicts(context: NoticeContext) -> Iterator[Notice]:
    for passage in context.cited:
        mine = pieces_of([passage])
        for other in context.offered:
            if other.document_key == passage.document_key:
                continue
            theirs = pieces_of([other])
            for one, another in ((a, b) for a in mine for b in theirs):
                if differing := _differing(one, another):
                    here, there = differing
                    words = texts.NOTICE_CONFLICT.format(
                        title=passage.title, here=here, other=other.title, there=there
                    )
                    yield Notice(NoticeKind.CONFLICT, words)


def _differing(one: PassageUnit, another: PassageUnit) -> tuple[str, str] | None:
    """Return what two pieces about the same thing count differently, None when they agree."""
    mine_said, theirs_said = one.terms - _MONTH_TERMS, another.terms - _MONTH_TERMS
    shared = len(mine_said & theirs_said)
    longer = max(len(mine_said), len(theirs_said))
    if shared < max(_FEWEST_SHARED_TERMS, _SAME_THING * longer):
        return None
    if {n.lower() for n in names(one.text)} != {n.lower() for n in names(another.text)}:
        return None
    return _counting(one.text, another.text) or _dating(one.text, another.text)


def _counting(one: str, another: str) -> tuple[str, str] | None:
    mine, theirs = counted(one), counted(another)
    only_mine, only_theirs = mine - theirs, theirs - mine
    same_units = {c.split(" ", 1)[1] for c in only_mine} & {c.split(" ", 1)[1] for c in only_theirs}
    if not same_units:
        return None
    return _said(only_mine, same_units, one), _said(only_theirs, same_units, another)


def _dating(one: str, another: str) -> tuple[str, str] | None:
    """Return the days that two texts name differently, written as they are.

    Where another figure differs, too, such as the year of a plan, they speak of two things.
    """
    mine, theirs = days_in(one), days_in(another)
    only_mine = {day: said for day, said in mine.items() if day not in theirs}
    only_theirs = {day: said for day, said in theirs.items() if day not in mine}
    if {day.count("-") for day in only_mine} != {day.count("-") for day in only_theirs}:
        return None
    if not only_mine or figures(one) - mine.keys() != figures(another) - theirs.keys():
        return None
    return ", ".join(only_mine.values()), ", ".join(only_theirs.values())


def _said(things: Sequence[str] | frozenset[str], units: set[str], text: str) -> str:
    differing = sorted(t for t in things if t.split(" ", 1)[1] in units)
    return ", ".join(_as_written(thing, text) for thing in differing)


def _as_written(thing: str, text: str) -> str:
    """Return what is counted ("31 day") in the text's own words ("31 days"), if they are found."""
    number = thing.split(" ", 1)[0]
    for words in range(_MOST_UNIT_WORDS + 1):
        for at in _places_of(number, text):
            end = _end_of_words(text, at + len(number), words)
            written = text[at - (text[max(0, at - 1)] in _MONEY) : end]
            if end and thing in counted(written):
                return written
    return thing


def _places_of(number: str, text: str) -> Iterator[int]:
    """Yield where a number begins that is not the end of a longer one."""
    at = text.find(number)
    while at >= 0:
        if not text[max(0, at - 1) : at].isdecimal():
            yield at
        at = text.find(number, at + 1)


def _end_of_words(text: str, end: int, words: int) -> int:
    """Return where so many words after a number end; 0 where not so many follow it."""
    for _ in range(words):
        word = _UNIT_WORD.match(text, end)
        if word is None:
            return 0
        end = word.end()
    return end


def choices(context: NoticeContext) -> tuple[Choice, ...]:
    """Return what a table lets choose, each with the question that asks for it alone."""
    asked = context.question.rstrip(" ?.!")
    labels = dict.fromkeys(value for choice in _of_tables(context) for value in choice.values)
    of_table = tuple(Choice(label, f"{asked} ({label})?") for label in labels)
    return (*of_table, *_from_another_day(asked, context))


def _of_tables(context: NoticeContext) -> tuple[FacetChoice, ...]:
    """Return the first choice that a table leaves open, unless the caller's details make it."""
    found = table_choices(context.question, context.cited)[:1]
    known = {term for value in context.callers for term in content_terms(value)}
    named = (term for choice in found for value in choice.values for term in content_terms(value))
    return () if known.intersection(named) else found


def _from_another_day(asked: str, context: NoticeContext) -> tuple[Choice, ...]:
    """Return the same question as of the day from which the answer's first source changes."""
    later = (_next_version(passage, context) for passage in context.cited)
    day = next((each for each in later if each and each > context.today), None)
    if day is None:
        return ()
    question = texts.ASKED_FROM.format(question=asked, day=day.isoformat())
    return (Choice(texts.SEE_FROM.format(day=texts.day(day)), question),)


def _choices(context: NoticeContext) -> Iterator[Notice]:
    """Say between what an answer has to choose, where the question names none of it."""
    for choice in facet_choices(context.question, context.cited, context.quotes):
        words = texts.NOTICE_DEPENDS.format(facet=choice.name, values=", ".join(choice.values))
        yield Notice(NoticeKind.DEPENDS, words)
    for choice in _of_tables(context):
        values = ", ".join(choice.values)
        words = (
            texts.NOTICE_DEPENDS.format(facet=choice.name, values=values)
            if choice.name
            else texts.NOTICE_CHOICE.format(values=values)
        )
        yield Notice(NoticeKind.DEPENDS, words)
