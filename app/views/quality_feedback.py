"""The Quality page's feedback: week by week, why, and the latest."""

from __future__ import annotations

import streamlit as st

from app import curator_texts as words
from app.records.feedback_trends import reasons, weeks
from app.records.opening import records_in
from app.views import curating, quality_gaps
from app.views.presenting_passages import day
from app.writing.masking import Mask

_LATEST = 20
_LONGEST = 160


def show_feedback(bench: curating.Bench, name: str) -> None:
    """Draw what readers thought of answers."""
    since = quality_gaps.period()
    records = records_in(bench.parts.database)
    verdicts = records.feedback.since(since, knowledge_base=name)
    asked = [each.turn.asked_at.date() for each in records.conversations.asked_since(name, since)]
    if not verdicts:
        curating.empty(words.NO_FEEDBACK, words.NO_FEEDBACK_BELOW)
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
    curating.table(
        (words.WEEK, words.ASKED, words.LIKED, words.DISLIKED),
        [(day(w.monday), str(w.asked), str(w.up), str(w.down)) for w in reversed(by_week)],
        label=words.FEEDBACK,
        numbers=True,
    )
    why = reasons(verdicts)
    if why:
        curating.heading(words.REASONS)
        curating.table(
            (words.REASON, words.COUNT),
            [(reason, str(count)) for reason, count in why],
            label=words.REASONS,
            numbers=True,
        )
    curating.heading(words.LATEST_COMMENTS)
    mask = Mask()
    curating.table(
        (words.WHEN, words.STATE, words.QUESTION),
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
