"""The Quality page's editor of one approved answer: words, who vouches, until when, retire."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import curator_texts as words
from app import texts
from app.answers import Answer
from app.database.approved import ApprovedAnswer
from app.database.audit import Action
from app.people.person import Person
from app.records.opening import Records
from app.records.rewording import reworded
from app.views import curating, state, widgets
from app.views.presenting_text import answer_html
from knowledge.access import may_change
from knowledge.errors import InputError, NotPermitted

_EDITED = "approved_edited"


def is_open(approved: ApprovedAnswer) -> bool:
    """Tell whether this answer is being edited; one is at a time."""
    return bool(st.session_state.get(_EDITED) == approved.id)


def show_button(approved: ApprovedAnswer) -> None:
    """Draw the button that opens the editor."""
    st.button(
        words.EDIT,
        icon=":material/edit:",
        type="tertiary",
        key=f"edit_{approved.id}",
        on_click=_turn_to,
        args=(approved.id,),
    )


def show_editor(bench: curating.Bench, records: Records, approved: ApprovedAnswer) -> None:
    """Draw the editor in the answer's place."""
    answer = _words(approved) if approved.answer else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        owner = st.text_input(
            words.APPROVE_OWNER, value=approved.owner, key=f"owner_{approved.id}"
        ).strip()
        until = st.date_input(
            words.APPROVE_UNTIL,
            value=approved.expires_on,
            format="YYYY-MM-DD",
            key=f"until_{approved.id}",
        )
    wrong = approved.answer is not None and answer is None
    with st.container(horizontal=True):
        st.button(
            words.SAVE_UNTIL,
            type="primary",
            key="save_approved",
            disabled=wrong or not owner,
            on_click=_save,
            args=(bench, records, approved, answer, owner, until),
        )
        st.button(texts.CANCEL, key="leave_approved", on_click=_turn_to, args=(None,))
        st.button(
            words.RETIRE_ANSWER,
            key="retire_approved",
            type="tertiary",
            on_click=_retire,
            args=(bench, records, approved),
        )


def _words(approved: ApprovedAnswer) -> Answer | None:
    """Draw the words and, as readers will see them, what they become; None where they cannot be."""
    before = approved.answer
    assert before is not None
    text = st.text_area(
        words.REWORD,
        value=before.text,
        height=200,
        help=words.REWORD_HELP,
        key=f"words_{approved.id}",
    )
    if text.strip() == before.text.strip():
        return before
    try:
        answer = reworded(before, text)
    except InputError as error:
        widgets.trouble(str(error))
        return None
    shown = answer_html(answer.text, answer.sentences)
    curating.soft(words.REWORD_CHECKED)
    st.html(f'<div class="cw-reworded cw-text">{shown}</div>')
    return answer


def _turn_to(number: int | None) -> None:
    st.session_state[_EDITED] = number


@state.telling
def _save(
    bench: curating.Bench,
    records: Records,
    approved: ApprovedAnswer,
    answer: Answer | None,
    owner: str,
    until: object,
) -> None:
    person, last_day = _vouching(bench, approved), until if isinstance(until, date) else None
    if last_day != approved.expires_on:
        records.approved.extend(approved.id, last_day)
        _note(person, records, approved, f"until {last_day or 'further notice'}")
    if answer is not None and (answer != approved.answer or owner != approved.owner):
        records.approved.reword(approved.id, answer, owner=owner, created_by=person.name)
        _note(person, records, approved, "reworded")
    _turn_to(None)


@state.telling
def _retire(bench: curating.Bench, records: Records, approved: ApprovedAnswer) -> None:
    person = _vouching(bench, approved)
    records.approved.retire(approved.id)
    _note(person, records, approved, "retired")
    _turn_to(None)


def _vouching(bench: curating.Bench, approved: ApprovedAnswer) -> Person:
    """Return the curator, who may see all that the answer cites at this moment."""
    person = bench.person
    cited = approved.answer.citations if approved.answer else ()
    if not may_change((citation.passage.groups for citation in cited), person.access):
        raise NotPermitted(texts.NOT_YOURS_TO_SEE)
    return person


def _note(person: Person, records: Records, approved: ApprovedAnswer, what: str) -> None:
    records.audit.note(
        person.name,
        Action.APPROVED,
        f"{what}: {approved.question}",
        knowledge_base=approved.knowledge_base,
    )
