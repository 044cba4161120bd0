"""The Quality page's approved answers: promote one, list, edit and retire them."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import streamlit as st

from app import curator_texts as words
from app.answers import Answer
from app.database.approved import ApprovedAnswer
from app.database.audit import Action
from app.database.feedback import Rating
from app.records.approved_answers import checked_for_approval, day_of, sources_stand
from app.records.opening import Records, records_in
from app.views import curating, quality_gaps, widgets
from app.views.presenting_passages import day
from app.views.presenting_text import answer_html
from app.views.quality_editing import is_open, show_button, show_editor
from knowledge.access import may_read
from knowledge.errors import InputError

_USUAL_DAYS = 180
_MOST_CANDIDATES = 200


def show(bench: curating.Bench, name: str) -> None:
    """Draw the way to approve an answer, and those that are approved."""
    records = records_in(bench.parts.database)
    _promote(bench, records, name)
    approved = [each for each in records.approved.answers(name) if _may_see(bench, each)]
    curating.heading(words.APPROVED)
    if not approved:
        curating.empty(words.NO_APPROVED, words.NO_APPROVED_BELOW)
    for each in approved:
        _approved(bench, records, each)


def _promote(bench: curating.Bench, records: Records, name: str) -> None:
    curating.heading(words.PROMOTE)
    curating.soft(words.PROMOTE_BELOW)
    candidates = _candidates(bench, records, name)
    if not candidates:
        curating.soft(words.NO_CANDIDATES)
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
            owner = st.text_input(words.APPROVE_OWNER, value=bench.person.name, key="approve_owner")
            until = st.date_input(
                words.APPROVE_UNTIL,
                value=date.today() + timedelta(days=_USUAL_DAYS),
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
                created_by=bench.person.name,
                expires_on=until if isinstance(until, date) else None,
                question=question.strip(),
            )
            records.audit.note(bench.person.name, Action.APPROVED, question, knowledge_base=name)
            curating.good(words.APPROVED_DONE)


def _candidates(bench: curating.Bench, records: Records, name: str) -> dict[str, Answer]:
    """Return answers with sources, by a label: those that readers liked come first."""
    since = quality_gaps.period()
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
        if not _sees_all(bench, answer):
            continue
        mark = words.LIKED_MARK if turn.id in liked else ""
        label = f"{mark}{' '.join(turn.question.split())[:100]} ({turn.asked_at:%Y-%m-%d %H:%M})"
        found.setdefault(label, answer)
    return dict(list(found.items())[:_MOST_CANDIDATES])


def _approved(bench: curating.Bench, records: Records, approved: ApprovedAnswer) -> None:
    until = approved.expires_on
    told = [
        approved.owner,
        f"{approved.created_at:%Y-%m-%d}",
        words.EXPIRES.format(day=day(until)) if until else words.FOR_GOOD,
        _trouble(bench, approved),
    ]
    with st.container(border=True, key=f"approved_{approved.id}"):
        st.html(
            f"<h3>{escape(approved.question)}</h3>"
            f'<p class="cw-soft">{escape(" · ".join(part for part in told if part))}</p>'
        )
        if approved.retired_at is None and is_open(approved):
            show_editor(bench, records, approved)
            return
        if approved.answer is not None:
            text = answer_html(approved.answer.text, approved.answer.sentences)
            st.html(f'<div class="cw-text">{text}</div>')
        if approved.retired_at is None:
            show_button(approved)


def _trouble(bench: curating.Bench, approved: ApprovedAnswer) -> str:
    if approved.retired_at is not None:
        return words.RETIRED_ANSWER
    if not approved.holds_on(date.today()):
        return words.EXPIRED_ANSWER
    reader = bench.library.reader(approved.knowledge_base)
    answer = approved.answer
    stands = answer is not None and sources_stand(reader, answer, day_of(answer, date.today()))
    return "" if stands else words.SOURCES_GONE


def _may_see(bench: curating.Bench, approved: ApprovedAnswer) -> bool:
    return approved.answer is None or _sees_all(bench, approved.answer)


def _sees_all(bench: curating.Bench, answer: Answer) -> bool:
    access = bench.person.access
    return all(may_read(citation.passage.groups, access) for citation in answer.citations)
