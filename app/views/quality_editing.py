"""The Quality page's dialog for one approved answer: its words, who vouches, until when, retire."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from app import curator_texts as words
from app.answers import Answer
from app.database.approved import ApprovedAnswer
from app.database.audit import Action
from app.records import Records
from app.rewording import reworded
from app.views import curating, widgets
from app.views.presenting_text import answer_html
from knowledge.errors import InputError


def show(bench: curating.Bench, records: Records, approved: ApprovedAnswer) -> None:
    """Draw the button that opens the dialog."""
    if st.button(words.EDIT, icon=":material/edit:", type="tertiary", key=f"edit_{approved.id}"):
        _open(bench, records, approved)


def _open(bench: curating.Bench, records: Records, approved: ApprovedAnswer) -> None:
    @st.dialog(words.EDIT, width="large")
    def edit() -> None:
        st.html(f'<p class="cw-soft">{escape(approved.question)}</p>')
        # The words of the last approval are no part of a later one.
        mark = f"{approved.id}_{approved.created_at:%H%M%S%f}"
        answer = _words(approved, mark) if approved.answer else None
        with st.container(horizontal=True, vertical_alignment="bottom"):
            owner = st.text_input(words.APPROVE_OWNER, value=approved.owner, key=f"owner_{mark}")
            until = st.date_input(
                words.APPROVE_UNTIL,
                value=approved.expires_on,
                format="YYYY-MM-DD",
                key=f"until_{mark}",
            )
        with st.container(horizontal=True):
            wrong = approved.answer is not None and answer is None
            unnamed = not owner.strip()
            if st.button(
                words.SAVE_UNTIL, type="primary", key="save_approved", disabled=wrong or unnamed
            ):
                records.approved.extend(approved.id, until if isinstance(until, date) else None)
                if answer is not None and (answer, owner.strip()) != (
                    approved.answer,
                    approved.owner,
                ):
                    _reword(bench, records, approved, answer, owner.strip())
                st.rerun()
            if st.button(words.RETIRE_ANSWER, key="retire_approved"):
                records.approved.retire(approved.id)
                _note(bench, records, approved, "retired")
                st.rerun()

    edit()


def _words(approved: ApprovedAnswer, mark: str) -> Answer | None:
    """Draw the words and, as readers will see them, what they become; None where they cannot be."""
    before = approved.answer
    assert before is not None
    text = st.text_area(
        words.REWORD, value=before.text, height=200, help=words.REWORD_HELP, key=f"words_{mark}"
    )
    if text.strip() == before.text.strip():
        return before
    try:
        answer = reworded(before, text)
    except InputError as error:
        widgets.trouble(str(error))
        return None
    shown = answer_html(answer.text, answer.sentences)
    st.html(
        f'<p class="cw-soft">{escape(words.REWORD_CHECKED)}</p>'
        f'<div class="cw-piece cw-reworded"><div class="cw-text">{shown}</div></div>'
    )
    return answer


def _reword(
    bench: curating.Bench, records: Records, approved: ApprovedAnswer, answer: Answer, owner: str
) -> None:
    records.approved.reword(approved.id, answer, owner=owner, created_by=bench.person.name)
    _note(bench, records, approved, "reworded")


def _note(bench: curating.Bench, records: Records, approved: ApprovedAnswer, what: str) -> None:
    records.audit.note(
        bench.person.name,
        Action.APPROVED,
        f"{what}: {approved.question}",
        knowledge_base=approved.knowledge_base,
    )
