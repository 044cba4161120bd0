"""The Quality page: gaps, feedback, approved answers, evaluations."""

from __future__ import annotations

import streamlit as st

from app import curator_texts as words
from app.views import curating, quality_approved, quality_gaps, quality_runs
from app.views.quality_feedback import show_feedback


def show(bench: curating.Bench) -> None:
    """Draw the page."""
    with curating.frame(words.QUALITY_PAGE):
        names = bench.library.names()
        default = bench.parts.settings.default_kb
        name = curating.choose_knowledge_base(names or [default], default)
        sections = {
            words.GAPS: quality_gaps.show,
            words.FEEDBACK: show_feedback,
            words.APPROVED: quality_approved.show,
            words.EVALUATIONS: quality_runs.show,
        }
        chosen = st.segmented_control(
            words.QUALITY_PAGE,
            list(sections),
            default=words.GAPS,
            key="quality_section",
            label_visibility="collapsed",
            required=True,
        )
        sections[str(chosen or words.GAPS)](bench, name)
