"""The Quality page's use: how many questions, how they ended, and what answered them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from app.domain.answers import Outcome
from app.i18n import curator_texts as words
from app.records.opening import records_in
from app.records.use import WeekOfUse, caller_details, top_documents, use_csv, weeks_of_use
from app.rendering.passages import day
from app.ui import curators
from app.ui.quality.gaps import period

_SHOWN = 20
_COLORS = ("#0b6b66", "#7aa6a2", "#8a8f2e", "#b9b9b9", "#b5651d")


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the use of a period."""
    since = period()
    turns = records_in(workspace.resources.database).conversations.asked_since(name, since)
    if not turns:
        curators.empty(words.NO_USE, words.NO_USE_BELOW)
        return
    weeks = weeks_of_use(turns)
    _summary(weeks)
    _chart(weeks)
    st.download_button(
        words.EXPORT_CSV,
        partial(_exported, workspace, name, weeks),
        file_name=f"use-{name}-{date.today()}.csv",
        mime="text/csv",
        key="use_csv",
        on_click="ignore",
    )
    curators.table(
        (
            words.WEEK,
            words.ASKED,
            *(words.OUTCOMES[outcome.value] for outcome in Outcome),
            words.EDITED_SEARCHES,
            words.APPROVED_USED,
            words.MEDIAN_SECONDS,
        ),
        [_cells(week) for week in reversed(weeks)],
        label=words.USE,
        numbers=True,
    )
    access = workspace.person.access
    _counted(
        words.TOP_DOCUMENTS,
        (words.DOCUMENTS, words.ANSWERS_COUNT),
        [(f"{title}\n{key}", str(count)) for title, key, count in top_documents(turns, access)],
    )
    _counted(
        words.CALLER_DETAILS,
        (words.DETAIL, words.ASKED),
        [(f"{detail}: {value}", str(count)) for detail, value, count in caller_details(turns)],
    )


def _summary(weeks: Sequence[WeekOfUse]) -> None:
    asked = sum(week.asked for week in weeks)
    answered = sum(week.outcomes.get(Outcome.ANSWERED, 0) for week in weeks)
    curators.soft(
        words.USE_BELOW.format(questions=words.questions(asked), share=f"{answered / asked:.0%}")
    )


def _chart(weeks: Sequence[WeekOfUse]) -> None:
    shown = {words.OUTCOMES[o.value]: [w.outcomes.get(o, 0) for w in weeks] for o in Outcome}
    st.bar_chart(
        {words.WEEK: [week.monday.isoformat() for week in weeks]} | shown,
        x=words.WEEK,
        y=list(shown),
        color=list(_COLORS),
        height=220,
    )


def _cells(week: WeekOfUse) -> tuple[str, ...]:
    return (
        day(week.monday),
        str(week.asked),
        *(str(week.outcomes.get(outcome, 0)) for outcome in Outcome),
        str(week.edited),
        str(week.approved),
        "" if week.seconds is None else f"{week.seconds:.1f}",
    )


def _counted(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        curators.heading(title)
        curators.table(head, rows[:_SHOWN], label=title, numbers=True)


def _exported(workspace: curators.CuratorWorkspace, name: str, weeks: Sequence[WeekOfUse]) -> bytes:
    # Called when the button is clicked, not when it is drawn.
    workspace.admin.note_export(name, "use as csv")
    return ("\ufeff" + use_csv(weeks)).encode()
