"""The Quality page: its sections, and feedback week by week."""

from __future__ import annotations

import streamlit as st

from app.i18n import curator_texts as words
from app.i18n import labels
from app.identifiers.masking import Mask
from app.records.opening import records_in
from app.records.quality import reasons, weeks
from app.rendering.passages import day
from app.ui import curators
from app.ui.quality import approved, gaps, open_questions, runs, use


def show(workspace: curators.CuratorWorkspace) -> None:
    """Draw the page."""
    with curators.frame(words.QUALITY_PAGE):
        names = workspace.admin.names()
        default = workspace.resources.settings.default_kb
        name = curators.choose_knowledge_base(names or [default], default)
        sections = {
            words.OPEN_QUESTIONS: open_questions.show,
            words.GAPS: gaps.show,
            words.USE: use.show,
            words.FEEDBACK: show_feedback,
            words.APPROVED: approved.show,
            words.EVALUATIONS: runs.show,
        }
        waiting = records_in(workspace.resources.database).escalations.waiting(name)
        chosen = st.segmented_control(
            words.QUALITY_PAGE,
            list(sections),
            default=words.OPEN_QUESTIONS if waiting else words.GAPS,
            key="quality_section",
            label_visibility="collapsed",
            required=True,
        )
        sections[str(chosen or words.GAPS)](workspace, name)


# The Quality page's feedback: week by week, why, and the latest.


_LATEST = 20
_LONGEST = 160


def show_feedback(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw what readers thought of answers."""
    since = gaps.period()
    records = records_in(workspace.resources.database)
    verdicts = records.feedback.since(since, knowledge_base=name)
    asked = [each.turn.asked_at.date() for each in records.conversations.asked_since(name, since)]
    if not verdicts:
        curators.empty(words.NO_FEEDBACK, words.NO_FEEDBACK_BELOW)
        return
    by_week = weeks(verdicts, asked)
    st.bar_chart(
        {
            words.WEEK: [week.monday.isoformat() for week in by_week],
            words.LIKED: [week.up for week in by_week],
            words.DISLIKED: [-week.down for week in by_week],
        },
        x=words.WEEK,
        y=[words.LIKED, words.DISLIKED],
        color=["#0b6b66", "#b5651d"],
        height=220,
    )
    curators.table(
        (words.WEEK, words.ASKED, words.LIKED, words.DISLIKED),
        [(day(w.monday), str(w.asked), str(w.up), str(w.down)) for w in reversed(by_week)],
        label=words.FEEDBACK,
        numbers=True,
    )
    why = reasons(verdicts)
    if why:
        curators.heading(words.REASONS)
        curators.table(
            (words.REASON, words.COUNT),
            [(reason, str(count)) for reason, count in why],
            label=words.REASONS,
            numbers=True,
        )
    curators.heading(words.LATEST_COMMENTS)
    mask = Mask()
    curators.table(
        (words.WHEN, str(labels.STATE), words.QUESTION),
        [
            (
                f"{each.given_at:%Y-%m-%d}",
                words.RATING[each.rating.value],
                f"{mask.hide(each.question)[:_LONGEST]}\n{mask.hide(each.comment)}",
            )
            for each in reversed(verdicts[-_LATEST:])
        ],
        label=words.LATEST_COMMENTS,
    )
