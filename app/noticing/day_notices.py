"""What is said of an answer for another day than usual, or not for the day that is named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app import texts
from app.answers import Answer, Found, Notice, NoticeKind


def day_sentence(found: Found) -> str:
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
