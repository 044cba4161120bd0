"""The Quality page's approved answers: promote one, list, edit and retire them."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from app.database.approved import ApprovedAnswer
from app.database.audit import Action
from app.database.feedback import Rating
from app.domain.answers import Answer
from app.domain.person import Person
from app.i18n import curator_texts as words
from app.i18n import texts
from app.pipeline.approved_answers import checked_for_approval, day_of, reworded, sources_stand
from app.records.opening import Records, records_in
from app.rendering.markdown import answer_html
from app.rendering.passages import day
from app.service.chat import USUAL_APPROVAL
from app.ui import curators, state, widgets
from app.ui.quality import gaps
from knowledge.domain.access import may_change, may_read
from knowledge.domain.errors import InputError, NotPermitted

_MOST_CANDIDATES = 200


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the way to approve an answer, and those that are approved."""
    records = records_in(workspace.resources.database)
    _promote(workspace, records, name)
    approved = [each for each in records.approved.answers(name) if _may_see(workspace, each)]
    curators.heading(words.APPROVED)
    if not approved:
        curators.empty(words.NO_APPROVED, words.NO_APPROVED_BELOW)
    for each in approved:
        _approved(workspace, records, each)


def _promote(workspace: curators.CuratorWorkspace, records: Records, name: str) -> None:
    curators.heading(words.PROMOTE)
    curators.soft(words.PROMOTE_BELOW)
    candidates = _candidates(workspace, records, name)
    if not candidates:
        curators.soft(words.NO_CANDIDATES)
        return
    labels = list(candidates)
    chosen = st.selectbox(
        words.CANDIDATES, labels, index=None, key="approve_which", placeholder=words.QUESTION
    )
    if chosen is None or chosen not in candidates:
        return
    answer = candidates[chosen]
    with st.container(border=True, key="approving"):
        st.html(f'<div class="cw-text">{answer_html(answer.text, answer.sentences)}</div>')
        question = st.text_input(words.QUESTION, value=answer.found.question, key=f"q_{chosen}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            owner = st.text_input(
                words.APPROVE_OWNER, value=workspace.person.name, key="approve_owner"
            )
            until = st.date_input(
                words.APPROVE_UNTIL,
                value=date.today() + USUAL_APPROVAL,
                min_value=date.today(),
                format="YYYY-MM-DD",
                key="approve_until",
            )
        if st.button(words.APPROVE, type="primary", key="approve", disabled=not owner.strip()):
            try:
                checked_for_approval(question, answer)
            except InputError as error:
                widgets.trouble(str(error))
                return
            records.approved.approve(
                name,
                answer,
                owner=owner.strip(),
                created_by=workspace.person.name,
                expires_on=until if isinstance(until, date) else None,
                question=question.strip(),
            )
            records.audit.note(
                workspace.person.name, Action.APPROVED, question, knowledge_base=name
            )
            curators.good(words.APPROVED_DONE)


def _candidates(
    workspace: curators.CuratorWorkspace, records: Records, name: str
) -> dict[str, Answer]:
    """Return answers with sources, by a label: those that readers liked come first."""
    since = gaps.period()
    liked = {
        each.turn_id
        for each in records.feedback.since(since, knowledge_base=name)
        if each.rating is Rating.UP
    }
    turns = [each.turn for each in records.conversations.asked_since(name, since)]
    turns.sort(key=lambda turn: (turn.id not in liked, -turn.id))
    found: dict[str, Answer] = {}
    for turn in turns:
        answer = turn.answer
        if answer is None or answer.refused or not answer.citations or answer.approval is not None:
            continue
        if not _sees_all(workspace, answer):
            continue
        mark = words.LIKED_MARK if turn.id in liked else ""
        label = f"{mark}{' '.join(turn.question.split())[:100]} ({turn.asked_at:%Y-%m-%d %H:%M})"
        found.setdefault(label, answer)
    return dict(list(found.items())[:_MOST_CANDIDATES])


def _approved(
    workspace: curators.CuratorWorkspace, records: Records, approved: ApprovedAnswer
) -> None:
    until = approved.expires_on
    told = [
        approved.owner,
        f"{approved.created_at:%Y-%m-%d}",
        words.EXPIRES.format(day=day(until)) if until else words.FOR_GOOD,
        _trouble(workspace, approved),
    ]
    with st.container(border=True, key=f"approved_{approved.id}"):
        st.html(
            f"<h3>{escape(approved.question)}</h3>"
            f'<p class="cw-soft">{escape(" · ".join(part for part in told if part))}</p>'
        )
        if approved.retired_at is None and is_open(approved):
            show_editor(workspace, records, approved)
            return
        if approved.answer is not None:
            text = answer_html(approved.answer.text, approved.answer.sentences)
            st.html(f'<div class="cw-text">{text}</div>')
        if approved.retired_at is None:
            show_button(approved)


def _trouble(workspace: curators.CuratorWorkspace, approved: ApprovedAnswer) -> str:
    if approved.retired_at is not None:
        return words.RETIRED_ANSWER
    if not approved.holds_on(date.today()):
        return words.EXPIRED_ANSWER
    reader = workspace.admin.reader(approved.knowledge_base)
    answer = approved.answer
    stands = answer is not None and sources_stand(reader, answer, day_of(answer, date.today()))
    return "" if stands else words.SOURCES_GONE


def _may_see(workspace: curators.CuratorWorkspace, approved: ApprovedAnswer) -> bool:
    return approved.answer is None or _sees_all(workspace, approved.answer)


def _sees_all(workspace: curators.CuratorWorkspace, answer: Answer) -> bool:
    access = workspace.person.access
    return all(may_read(citation.passage.groups, access) for citation in answer.citations)


# The Quality page's editor of one approved answer: words, who vouches, until when, retire.


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


def show_editor(
    workspace: curators.CuratorWorkspace, records: Records, approved: ApprovedAnswer
) -> None:
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
            args=(workspace, records, approved, answer, owner, until),
        )
        st.button(texts.CANCEL, key="leave_approved", on_click=_turn_to, args=(None,))
        st.button(
            words.RETIRE_ANSWER,
            key="retire_approved",
            type="tertiary",
            on_click=_retire,
            args=(workspace, records, approved),
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
    curators.soft(words.REWORD_CHECKED)
    st.html(f'<div class="cw-reworded cw-text">{shown}</div>')
    return answer


def _turn_to(number: int | None) -> None:
    st.session_state[_EDITED] = number


@state.telling
def _save(
    workspace: curators.CuratorWorkspace,
    records: Records,
    approved: ApprovedAnswer,
    answer: Answer | None,
    owner: str,
    until: object,
) -> None:
    person, last_day = _vouching(workspace, approved), until if isinstance(until, date) else None
    if last_day != approved.expires_on:
        records.approved.extend(approved.id, last_day)
        _note(person, records, approved, f"until {last_day or 'further notice'}")
    if answer is not None and (answer != approved.answer or owner != approved.owner):
        records.approved.reword(approved.id, answer, owner=owner, created_by=person.name)
        _note(person, records, approved, "reworded")
    _turn_to(None)


@state.telling
def _retire(
    workspace: curators.CuratorWorkspace, records: Records, approved: ApprovedAnswer
) -> None:
    person = _vouching(workspace, approved)
    records.approved.retire(approved.id)
    _note(person, records, approved, "retired")
    _turn_to(None)


def _vouching(workspace: curators.CuratorWorkspace, approved: ApprovedAnswer) -> Person:
    """Return the curator, who may see all that the answer cites at this moment."""
    person = workspace.person
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
