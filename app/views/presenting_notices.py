"""Notices as HTML; that of an answer's day with a button for the other day."""

from __future__ import annotations

from datetime import date
from html import escape

from app import texts
from app.answers import Answer, Found, Notice, NoticeKind
from app.noticing.day_notices import day_sentence
from app.replies import DayWish
from app.views.presenting_passages import day
from app.views.presenting_text import visible


def notice_html(notice: Notice, beside: str = "") -> str:
    """Return a notice with its icon and its name: its colour is not all that tells it.

    `beside` is HTML that stands in it, beside the words.
    """
    kind = notice.kind.value
    quiet = " cw-notice-quiet" if notice.quiet else ""
    return (
        f'<div class="cw-notice cw-notice-{kind}{quiet}" role="note">'
        f'<span class="cw-icon" aria-hidden="true">{texts.NOTICE_ICON[kind]}</span>'
        f"<div><strong>{escape(texts.NOTICE_LABEL[kind])}</strong> "
        f"{escape(visible(notice.text))}</div>{beside}</div>"
    )


def day_html(answer: Answer, *, today: date, last: bool) -> str:
    """Return for which day an answer is, and why; below the `last` one a click takes the other."""
    notice = next((n for n in answer.notices if n.kind is NoticeKind.DAY), None)
    if notice is None:
        return ""
    return notice_html(notice, _other_day_html(answer.found, today) if last else "")


def running_day_html(found: Found | None) -> str:
    """Return for which day an answer is being written, where its question names one."""
    words = day_sentence(found) if found else ""
    return notice_html(Notice(NoticeKind.DAY, words)) if words else ""


def _other_day_html(found: Found, today: date) -> str:
    named = found.named
    if named is None:
        return ""
    wish = DayWish.SET if named.taken else DayWish.NAMED
    other = (named.set_day or today) if named.taken else named.day
    words = escape(texts.DAY_INSTEAD.format(day=day(other)))
    return f'<button type="button" data-day="{wish.name.lower()}">{words}</button>'
