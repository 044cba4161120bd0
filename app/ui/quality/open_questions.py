"""The Quality page's open questions: what agents sent to their lead, answered with sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape

import streamlit as st

from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest
from app.i18n import curator_texts as words
from app.records.opening import records_in
from app.rendering.markdown import answer_html, visible
from app.rendering.passages import day, place_line
from app.service.chat import USUAL_APPROVAL
from app.service.open_questions import OpenQuestion, OpenQuestions
from app.ui import curators, state, widgets
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage

_OFFERED = 6
_MISSED_SINCE, _MOST_MISSED = timedelta(days=30), 20
_ANSWERING = "answering"
_TEXT_CHARACTERS = 320


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw what waits, the longest waiting first; below it what nobody sent."""
    desk = OpenQuestions(records_in(workspace.resources.database), workspace.visitor)
    waiting = desk.waiting(name)
    if waiting:
        told = words.OPEN_QUESTIONS_BELOW.format(questions=words.questions(len(waiting)))
        curators.soft(told)
    else:
        curators.empty(words.NO_OPEN_QUESTIONS, words.NO_OPEN_QUESTIONS_BELOW)
    for question in waiting:
        _show_question(workspace, desk, question)
    _show_missed(workspace, desk, name)


def _show_missed(workspace: curators.CuratorWorkspace, desk: OpenQuestions, name: str) -> None:
    """Draw what nobody sent and was not answered well; one is answered at a time."""
    missed = desk.missed(name, datetime.now(UTC) - _MISSED_SINCE)[:_MOST_MISSED]
    if not missed:
        return
    curators.heading(words.NOT_ANSWERED_WELL)
    curators.soft(words.NOT_ANSWERED_WELL_BELOW)
    for question in missed:
        turn = question.escalation.turn_id
        if st.session_state.get(_ANSWERING) == turn:
            _show_question(workspace, desk, question)
            continue
        with st.container(horizontal=True, vertical_alignment="center", key=f"missed_{turn}"):
            st.html(
                f"<b>{escape(visible(question.question))}</b>"
                f'<div class="cw-place">{escape(_told(question))}</div>'
            )
            st.button(words.ANSWER_THIS, key=f"take_{turn}", on_click=_take, args=(turn,))


def _take(turn: int) -> None:
    st.session_state[_ANSWERING] = turn


def _told(question: OpenQuestion) -> str:
    """Return who sent it, or what went wrong, and when."""
    sent = question.escalation
    who = [words.WHYS[why.value] for why in question.why] or [sent.person]
    return " · ".join(part for part in (*who, day(sent.sent_at.date())) if part)


def _show_question(
    workspace: curators.CuratorWorkspace, desk: OpenQuestions, question: OpenQuestion
) -> None:
    turn = question.escalation.turn_id
    with st.container(border=True, key=f"open_{turn}"):
        note = f"<p>{escape(visible(question.note))}</p>" if question.note else ""
        st.html(
            f"<h3>{escape(visible(question.question))}</h3>"
            f'<p class="cw-soft">{escape(_told(question))}</p>{note}'
        )
        with st.expander(words.CONVERSATION_BEFORE):
            for said in question.said:
                st.html(
                    f"<p><b>{escape(visible(said.question))}</b></p>"
                    f'<p class="cw-text">{escape(visible(said.answer))}</p>'
                )
        chosen = _sources(workspace, desk, question) if question.searched else ()
        _show_form(desk, question, chosen)


def _sources(
    workspace: curators.CuratorWorkspace, desk: OpenQuestions, question: OpenQuestion
) -> tuple[Passage, ...]:
    """Draw the passages to choose from: the nearest, or what is searched for; return the chosen."""
    turn = question.escalation.turn_id
    wanted = st.text_input(words.SEARCH_SOURCES, key=f"look_{turn}").strip()
    kept: dict[str, Passage] = st.session_state.setdefault(f"sources_{turn}", {})
    offered = desk.usable(question, _found(workspace, question, wanted)) if wanted else ()
    shown = [*kept.values(), *(offered or question.nearest[:_OFFERED])]
    for passage in {each.id: each for each in shown}.values():
        number = [*kept].index(passage.id) + 1 if passage.id in kept else 0
        mark = f"[{number}] " if number else ""
        label = f"{mark}{passage.title} · {place_line(passage)}".rstrip(" ·")
        st.checkbox(
            label.replace("[", "\\["),
            value=bool(number),
            key=f"source_{turn}_{passage.id}",
            on_change=_toggle,
            args=(turn, passage),
        )
        text = " ".join(passage.text.split())
        cut = text if len(text) <= _TEXT_CHARACTERS else f"{text[:_TEXT_CHARACTERS].rstrip()}\u2026"
        curators.soft(visible(cut))
    return tuple(kept.values())


def _toggle(turn: int, passage: Passage) -> None:
    kept: dict[str, Passage] = st.session_state.setdefault(f"sources_{turn}", {})
    if kept.pop(passage.id, None) is None:
        kept[passage.id] = passage


def _found(
    workspace: curators.CuratorWorkspace, question: OpenQuestion, wanted: str
) -> Sequence[Passage]:
    """Search once for the same words: each click draws the page again."""
    key = f"found_{question.escalation.turn_id}"
    before = st.session_state.get(key)
    if before is not None and before[0] == wanted:
        kept: Sequence[Passage] = before[1]
        return kept
    workspace.admin.note_trial(question.escalation.knowledge_base, wanted)
    assistant = workspace.resources.assistants.open(question.escalation.knowledge_base)
    found = assistant.find(Conversation(()), wanted, AnswerRequest(question.asker_groups))
    passages = [hit.passage for hit in found.hits[:_OFFERED]]
    st.session_state[key] = (wanted, passages)
    return passages


def _show_form(desk: OpenQuestions, question: OpenQuestion, chosen: tuple[Passage, ...]) -> None:
    turn = question.escalation.turn_id
    text = st.text_area(
        words.YOUR_ANSWER, key=f"answer_{turn}", help=words.YOUR_ANSWER_HELP, height=120
    )
    until: date | None = None
    also_for = ""
    if chosen and text.strip():
        _show_draft(desk, question, chosen, text)
    if chosen:
        for_all = st.checkbox(words.ALSO_FOR_ALL, key=f"for_all_{turn}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if for_all:
                also_for = st.text_input(
                    words.QUESTION, value=question.question, key=f"for_{turn}"
                ).strip()
            picked = st.date_input(
                words.APPROVE_UNTIL,
                value=date.today() + USUAL_APPROVAL,
                min_value=date.today(),
                format="YYYY-MM-DD",
                key=f"until_{turn}",
            )
            until = picked if isinstance(picked, date) else None
    st.button(
        words.SEND_ANSWER if chosen else words.SEND_REPLY,
        type="primary",
        key=f"send_{turn}",
        disabled=not text.strip(),
        on_click=_send,
        args=(desk, question, chosen, text, until, also_for),
    )


def _show_draft(
    desk: OpenQuestions, question: OpenQuestion, chosen: tuple[Passage, ...], text: str
) -> None:
    try:
        answer = desk.drafted(question, chosen, text)
    except InputError as error:
        widgets.trouble(str(error))
        return
    curators.soft(words.REWORD_CHECKED)
    shown = answer_html(answer.text, answer.sentences)
    st.html(f'<div class="cw-reworded cw-text">{shown}</div>')


@state.telling
def _send(
    desk: OpenQuestions,
    question: OpenQuestion,
    chosen: tuple[Passage, ...],
    text: str,
    until: date | None,
    also_for: str,
) -> None:
    if chosen:
        desk.answer(question, chosen, text, until=until, also_for=also_for)
    else:
        desk.reply(question, text)
    st.session_state.pop(f"sources_{question.escalation.turn_id}", None)
