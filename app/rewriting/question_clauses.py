"""A question's clauses, and where in them it names a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from app.rewriting import day_vocabulary as say
from app.rewriting.named_times import NamedTime, TimeForm

_SENTENCE = re.compile(r"(?P<words>(?:[^.!?;:\n]|[.:](?!\s|$))+)(?P<closed>\?)?")
# A clause begins where its first words ask, condition or tell of somebody.
_BEGINS = re.compile(
    rf"(?:,|\s[\u2013\u2014-])\s*(?=(?:{say.ASKING.pattern[1:]})|(?:{say.SUBORDINATE.pattern[1:]})|"
    r"(?:i|we|my|you|he|she|they|ich|wir|mein\w*|er|sie|yo|mi)\b)"
    r"|(?=\u00bf)"
    r"|(?<!\s)\s+(?=(?:what|how|which|why|who|when|if|because|while|unless|wie|welche\w*|wann|warum|wenn|"
    r"weil|falls|qué|cuál\w*|cuánt\w*|cuándo|cómo|porque)\b)",
    re.IGNORECASE,
)


class Lead(Enum):
    """What leads a time: it is found in this order, so that "as of" is no "of"."""

    FROM = "from then on"
    AT = "in, on, as of"
    FOR = "for"
    OF = "of"
    NONE = ""


_LEADS: tuple[tuple[Lead, re.Pattern[str]], ...] = (
    (Lead.FROM, say.FROM_THEN_ON),
    (Lead.AT, say.AT),
    (Lead.FOR, say.FOR),
    (Lead.OF, say.OF),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without openings and requests ("and", "tell me whether"), and where it begins.

    `sentence` numbers the sentences; `questioned` tells that it has a question mark, `whether` that
    the request asks it.
    """

    text: str
    start: int
    sentence: int
    questioned: bool
    whether: bool

    def has(self, time: NamedTime) -> bool:
        """Tell whether a time stands in it."""
        return self.start <= time.start < self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Place:
    """A time in its clause: what stands before and after it, and the "in" or "for" that leads it.

    `others` are the question's other clauses.
    """

    time: NamedTime
    clause: Clause
    before: str
    lead: Lead
    after: str
    others: tuple[Clause, ...]

    @property
    def around(self) -> str:
        """The clause without the time and what leads it."""
        return f"{self.before} {self.after}"


def places_of(question: str, times: Sequence[NamedTime]) -> list[Place]:
    """Return where the times stand, in the order of the times."""
    hidden = question
    for time in times:
        hidden = hidden[: time.start] + say.HIDDEN * len(time.words) + hidden[time.end :]
    clauses = list(_clauses(hidden))
    return [
        _place(time, clause, tuple(other for other in clauses if other is not clause))
        for time in times
        for clause in clauses
        if clause.has(time)
    ]


def _clauses(text: str) -> Iterator[Clause]:
    for number, sentence in enumerate(_SENTENCE.finditer(text)):
        words, begin = sentence["words"], sentence.start("words")
        begun = (match.end() for match in _BEGINS.finditer(words))
        cuts = [0, *(cut for cut in begun if not _only_requests(words[:cut])), len(words)]
        questioned = bool(sentence["closed"])
        for start, end in pairwise(cuts):
            if words[start:end].strip(" ,"):
                clause, whether = _without_openings(words[start:end])
                at = begin + end - len(clause)
                yield Clause(clause, at, number, questioned, whether)


def _only_requests(words: str) -> bool:
    """Tell whether nothing but "can you tell me" stands there, which "if ..." then completes."""
    words = say.OPENING.sub("", words.strip()).strip()
    request = say.REQUEST.match(words)
    return request is not None and not words[request.end() :].strip()


def _without_openings(words: str) -> tuple[str, bool]:
    """Return a clause without "and tell me whether", and tell whether that asks already."""
    words = words.lstrip(" \t\u00bf\u00a1")
    words = words[opening.end() :] if (opening := say.OPENING.match(words)) else words
    request = say.REQUEST.match(words)
    return (words[request.end() :], bool(request["whether"])) if request else (words, False)


def _place(time: NamedTime, clause: Clause, others: tuple[Clause, ...]) -> Place:
    at = time.start - clause.start
    before = say.ARTICLE.sub("", clause.text[:at])
    lead, begins = _lead(before, time)
    after = clause.text[at + len(time.words) :]
    return Place(time, clause, before[:begins], lead, after, others)


def _lead(before: str, time: NamedTime) -> tuple[Lead, int]:
    """Return what leads a time and where it begins in the words before."""
    spanish_day = ((Lead.AT, say.ON_SPANISH_DAY),) if time.form is TimeForm.DAY else ()
    for lead, pattern in (*_LEADS, *spanish_day):
        if match := pattern.search(before):
            return lead, match.start()
    return Lead.NONE, len(before)
