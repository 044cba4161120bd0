"""The Quality page's knowledge gaps, with exports for the documents' owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from html import escape

import streamlit as st

from app.i18n import curator_texts as words
from app.i18n import texts
from app.records.opening import records_in
from app.records.quality import Gap, GapReason, MissedQuestion, as_csv, as_markdown, gaps, misses
from app.rendering.passages import day
from app.ui import curators
from knowledge.domain.access import Access, may_read

_SHOWN = 50
_TEXT_CHARACTERS = 280


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the gaps of a period."""
    since = period()
    records = records_in(workspace.resources.database)
    found = misses(
        records.conversations.asked_since(name, since), records.feedback.since(knowledge_base=name)
    )
    if not found:
        curators.empty(words.NO_GAPS, words.NO_GAPS_BELOW)
        return
    access = workspace.person.access
    with st.spinner(texts.OPENING):
        grouped = gaps(
            [_allowed(miss, access) for miss in found], workspace.resources.assistants.embed
        )
    curators.soft(words.GAPS_BELOW.format(questions=words.questions(len(found))))
    _exports(workspace, grouped, name)
    for gap in grouped[:_SHOWN]:
        st.html(_gap_html(gap))
    if len(grouped) > _SHOWN:
        curators.soft(words.MORE_GAPS.format(count=len(grouped) - _SHOWN))


def period() -> datetime:
    """Draw the choice of a period; return when it began."""
    days = st.selectbox(
        words.PERIOD,
        list(words.PERIODS),
        index=1,
        format_func=lambda each: words.PERIODS[each],
        key="quality_period",
        width=220,
    )
    return datetime.now(UTC) - timedelta(days=int(days))


def _allowed(miss: MissedQuestion, access: Access) -> MissedQuestion:
    """Take away the nearest passage where this curator may not see it."""
    near = miss.nearest
    if near is None or may_read(near.groups, access):
        return miss
    return replace(miss, nearest=None)


def _exports(workspace: curators.CuratorWorkspace, grouped: list[Gap], name: str) -> None:
    today = date.today()
    with st.container(horizontal=True):
        st.download_button(
            words.EXPORT_CSV,
            partial(_exported, workspace, name, "csv", "\ufeff" + as_csv(grouped)),
            file_name=f"gaps-{name}-{today}.csv",
            mime="text/csv",
            key="gaps_csv",
            on_click="ignore",
        )
        st.download_button(
            words.EXPORT_MARKDOWN,
            partial(
                _exported,
                workspace,
                name,
                "markdown",
                as_markdown(grouped, knowledge_base=name, day=today),
            ),
            file_name=f"gaps-{name}-{today}.md",
            mime="text/markdown",
            key="gaps_markdown",
            on_click="ignore",
        )


def _exported(workspace: curators.CuratorWorkspace, name: str, form: str, written: str) -> bytes:
    # Called when the button is clicked, not when it is drawn.
    workspace.admin.note_export(name, f"knowledge gaps as {form}")
    return written.encode()


def _gap_html(gap: Gap) -> str:
    first, *others = gap.questions
    whys = [f"{gap.why[why]} {words.WHYS[why.value]}" for why in GapReason if gap.why.get(why)]
    told = [
        words.GAP_COUNT.format(count=gap.count),
        *whys,
        words.LAST_ASKED.format(day=day(gap.last_asked)),
    ]
    also = "".join(f"<li>{escape(other)}</li>" for other in others[:8])
    more = f"<p>{escape(words.ALSO_ASKED)}</p><ul>{also}</ul>" if also else ""
    comments = "".join(f"<li>{escape(m.comment)}</li>" for m in gap.misses if m.comment)
    said = f"<p>{escape(words.COMMENTS)}</p><ul>{comments}</ul>" if comments else ""
    return (
        f'<div class="cw-hit cw-gap"><b>{escape(first)}</b>'
        f'<div class="cw-place">{escape(" · ".join(told))}</div>{more}{said}{_near_html(gap)}</div>'
    )


def _near_html(gap: Gap) -> str:
    if gap.nearest is None:
        return f"<p>{escape(words.NO_NEAREST)}</p>"
    text = gap.nearest.text
    shown = text if len(text) <= _TEXT_CHARACTERS else text[:_TEXT_CHARACTERS].rstrip() + "\u2026"
    title = escape(words.NEAREST.format(title=gap.nearest.title))
    return f"<p>{title}</p><blockquote>{escape(shown)}</blockquote>"
