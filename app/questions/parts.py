"""A question in its parts: two questions in one line, or one question about two codes, plans, days.

Splitting is conservative: an "and" between two nouns joins them, it does not ask twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.dates.named_times import NamedTime, TimeForm, named_times
from app.domain.conversations import Conversation
from app.questions.resolving import content_words, resolved_question, shape_of, with_carried

MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One part: the `text` that is searched, the words that asked it, and the day that it names.

    A `label` names what is compared: "NA1", "2027".
    """

    text: str
    said: str
    label: str = ""
    day: date | None = None


_SUBJECT = (
    r"(?:i|we|you|he|she|they|it|u|the|a|an|any|my|our|your|his|her|their|there|this|that|these|"
    r"those|one|somebody)"
)
_ASKS = (
    r"(?:(?:what|whats|what's|how|hows|when|whens|who|whom|whos|whose|where|wheres|which|why)\b"
    r"|(?:do|does|did|is|are|was|were|can|could|may|must|will|would|should|shall|has|have) "
    rf"{_SUBJECT}\b"
    r"|(?:wie|was|wann|wer|wem|wen|wo|welche[nmrs]?|warum|wieso|wieviele?)\b"
    r"|(?:kann|k\u00f6nnen|muss|m\u00fcssen|darf|d\u00fcrfen|ist|sind|wird|werden|hat|"
    r"haben|braucht|brauchen|gibt) (?:ich|wir|er|sie|es|man|der|die|das|ein|eine)\b"
    r"|(?:qu\u00e9|cu\u00e1nt[oa]s?|cu\u00e1ndo|c\u00f3mo|qui\u00e9n(?:es)?|d\u00f3nde|cu\u00e1l(?:es)?)\b"
    r"|(?:se (?:puede|necesita)|hay|puede[ns]?|necesita[ns]?) )"
)
_TWICE = re.compile(
    r"(?:[?;]\s{1,3}(?:(?:and|also|und|auch|y) )?|"
    r"[,]?\s(?:and|n|&|und|y)\s(?:(?:also|then|auch|tambi\u00e9n) )?)"
    r"(?=(?:(?:by|for|to|at|from|with|until|in|on|bis|ab|seit|f\u00fcr|para|desde|hasta) )?"
    rf"{_ASKS})",
    re.IGNORECASE,
)
_OPENS = re.compile(
    rf"(?:^|[,.:]\s|\b(?:know|wissen|saber)\s)(?:(?:ok|so|and|und|y|also)[\s,]){{0,2}}(?:{_ASKS}"
    r"|(?:do|does|did|is|are|can|could|must|will|should|has|ist|kann|muss|darf|hat)\s\w)",
    re.IGNORECASE,
)
_JOINED = r"\s?(?:,|&|/|and|or|vs\.?|versus|und|oder|y|o)\s(?:in |for |from |f\u00fcr |en |im )?"
_CODE = r"(?=[\w-]{0,12}\d)[A-Za-z]{1,4}-?\d{1,6}[A-Za-z]?"
_TWO_CODES = re.compile(rf"\b(?P<one>{_CODE}){_JOINED}(?P<two>{_CODE})\b")
_NAME = r"[^\W\d_][\w-]{1,20}"
_COMPARED = re.compile(
    r"\b(?:difference between|compare|comparison of|unterschied zwischen|diferencia entre) "
    rf"(?:the )?(?P<one>{_NAME}) (?:and|with|to|vs\.?|und|mit|y|con) (?:the )?(?P<two>{_NAME})\b",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(
    r"(?P<lead>\b(?:on|under|auf|con|in|with) (?:the )?)"
    rf"(?P<one>{_NAME}) (?:or|vs\.?|versus|oder|o) (?:on |under |auf |in |en )?(?P<two>{_NAME})"
    r"(?= plans?\b|[?.! ]{0,3}$)",
    re.IGNORECASE,
)
_TIMES_JOINED = re.compile(
    r"\s{0,2}(?:,|&|/|and|or|vs\.?|versus|und|oder|y|o)\s{1,2}"
    r"(?:(?:in|for|from|on|as of|then|ab|im|am|f\u00fcr|en|a partir del?|el)\s){0,2}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre|since|seit|desde)\s{0,2}$", re.IGNORECASE)
_LEADING_TO_A_TIME = re.compile(
    r"\s(?:in|for|on|from|as of|both|f\u00fcr|im|am|ab|en|para)\s{0,2}$", re.IGNORECASE
)


def parts_of(
    resolved: str, today: date, *, asked: str = "", before: Conversation | None = None
) -> tuple[QuestionPart, ...]:
    """Return the parts of a question, two or three; none where it asks once.

    `resolved` says what it means after what was said `before`, `asked` is how it was put, where
    this is not the same: of two questions each is read after what was said before.
    """
    return (
        _by_time(resolved, today)
        or _by_value(resolved)
        or _by_question(asked or resolved, today, before or Conversation())
    )


def _by_question(question: str, today: date, before: Conversation) -> tuple[QuestionPart, ...]:
    """Split where another question begins, after one that asks itself; each keeps the subject."""
    pieces = [piece.strip(" ,") for piece in _TWICE.split(question)]
    if not 1 < len(pieces) <= MOST_PARTS or not all(_OPENS.search(piece) for piece in pieces[:-1]):
        return ()
    if not content_words(pieces[0]):
        return ()
    first, *others = (piece.rstrip("?") for piece in pieces)
    after = before.with_turn(first, "")
    texts = (
        resolved_question(before, first, today),
        *(_after(first, other, resolved_question(after, other, today)) for other in others),
    )
    return tuple(
        QuestionPart(text, piece) for text, piece in zip(texts, (first, *others), strict=True)
    )


def _after(first: str, other: str, resolved: str) -> str:
    """Return a later question, which keeps the first one's subject even where it could stand."""
    return with_carried(other, first) if resolved == other else resolved


def _by_value(question: str) -> tuple[QuestionPart, ...]:
    codes = _TWO_CODES.search(question)
    if codes and shape_of(codes["one"]) == shape_of(codes["two"]):
        return _each(question, codes.span(), (codes["one"], codes["two"]))
    if match := _COMPARED.search(question):
        rest = (question[: match.start()] + question[match.end() :]).strip(" ?")
        if not any(word.isalpha() for word in content_words(rest)):
            return ()  # All of two things is asked for, which one text tells best.
        return tuple(
            QuestionPart(f"{match[name]} {rest}", match[name], match[name])
            for name in ("one", "two")
        )
    if match := _ALTERNATIVES.search(question):
        span = match.start("one"), match.end("two")
        return _each(question, span, (match["one"], match["two"]))
    return ()


def _each(
    question: str, span: tuple[int, int], values: tuple[str, ...]
) -> tuple[QuestionPart, ...]:
    begin, end = span
    return tuple(
        QuestionPart(question[:begin] + value + question[end:], value, value) for value in values
    )


def _by_time(question: str, today: date) -> tuple[QuestionPart, ...]:
    """Split a question about two times that stand side by side: "2026 and 2027"."""
    times = named_times(question, today)
    if len(times) != 2 or not _TIMES_JOINED.fullmatch(question[times[0].end : times[1].start]):  # noqa: PLR2004
        return ()
    before = _LEADING_TO_A_TIME.sub("", question[: times[0].start])
    rest = f"{before.rstrip()} {question[times[1].end :].lstrip()}".strip()
    between = _BETWEEN.search(question[: times[0].start])
    if between or not content_words(rest) or times[0].day(today) == times[1].day(today):
        return ()
    return tuple(
        QuestionPart(f"{rest} ({words})", words, words, _day(time, today))
        for time in times
        if (words := time.words.strip())
    )


def _day(time: NamedTime, today: date) -> date:
    return today if time.form is TimeForm.NOW else time.day(today)
