"""The conversation: questions, answers, the answer that is being written, and the input below."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import pages_first, pages_source, pages_state, texts, widgets
from app.answers import Answer
from app.desk import Desk, Exchange
from app.presenting import answer_view, partial_html, passage_of_marker, question_html
from app.presenting_text import answer_html
from app.running_replies import Progress, RunningReply

_LOOK_EVERY_SECONDS = 0.08


def show(desk: Desk, name: str) -> None:
    """Draw the conversation on the page and take the next question."""
    conversation_id = pages_state.conversation_id()
    typed = st.chat_input(
        texts.INPUT_FOLLOW_UP if conversation_id else texts.INPUT,
        key="question",
        max_chars=4000,
        submit_mode="stop",
    )
    asked = typed or pages_state.take_asked()
    if asked and asked.strip():
        conversation_id = desk.ask(conversation_id, name, asked.strip(), pages_state.as_of())
        pages_state.show_conversation(conversation_id)
    exchanges = desk.exchanges(conversation_id) if conversation_id else ()
    if not exchanges:
        pages_first.show(name, desk.sample_questions(name))
        return
    _show_opened(exchanges)
    _show_exchanges(desk, name, conversation_id, exchanges)


def _show_exchanges(
    desk: Desk, name: str, conversation_id: str, exchanges: tuple[Exchange, ...]
) -> None:
    running = desk.running(conversation_id)
    for number, exchange in enumerate(exchanges):
        st.html(question_html(exchange.question))
        if running is not None and number == len(exchanges) - 1:
            _follow(desk, name, running, st.empty())
        else:
            _show_reply(conversation_id, number, exchange)


def _show_reply(conversation_id: str, number: int, exchange: Exchange) -> None:
    if exchange.answer is not None:
        _show_answer(conversation_id, number, exchange.answer)
    elif exchange.error:
        widgets.trouble(exchange.error)
    else:
        note = texts.STOPPED if exchange.stopped else texts.INTERRUPTED
        st.html(partial_html(exchange.partial, note=note))


def _show_answer(conversation_id: str, number: int, answer: Answer) -> None:
    view = answer_view(answer)
    widgets.answer(
        view.html,
        key=f"answer_{conversation_id}_{number}",
        on_open=partial(_open, number, answer),
    )
    widgets.notices(view.notices)
    widgets.chips(view.chips)
    pages_source.show_search(answer)


def _open(number: int, answer: Answer, marker: str) -> None:
    passage_id = passage_of_marker(answer, int(marker)) if marker.isdigit() else ""
    if passage_id:
        pages_state.open_source(number, passage_id)


def _show_opened(exchanges: tuple[Exchange, ...]) -> None:
    opened = pages_state.opened()
    if opened is None or opened.exchange >= len(exchanges):
        return
    answer = exchanges[opened.exchange].answer
    if answer is not None:
        pages_source.show_source(answer, opened.passage_id)


def _follow(desk: Desk, name: str, reply: RunningReply, place: DeltaGenerator) -> None:
    """Look on until the reply is over; the reader's stop stops it, a lost connection does not."""
    with widgets.stopping(reply.stop):
        place.html(_running_html(reply.progress, opened=desk.opened(name)))
        while not reply.wait(_LOOK_EVERY_SECONDS):
            place.html(_running_html(reply.progress, opened=desk.opened(name)))
    st.rerun()


def _running_html(progress: Progress, *, opened: bool) -> str:
    if progress.text.strip():
        shown = f'<div class="cw-text">{answer_html(progress.text)}</div>'
    else:
        shown = (
            f'<p class="cw-waiting" role="status">{escape(_waiting(progress, opened=opened))}</p>'
        )
    note = texts.STOPPED if progress.text.strip() else texts.STOPPED_EMPTY
    return f'<div class="cw-running">{shown}<p class="cw-cut">{escape(note)}</p></div>'


def _waiting(progress: Progress, *, opened: bool) -> str:
    if progress.found is None:
        return texts.SEARCHING if opened else texts.OPENING
    hits = progress.found.hits
    documents = {hit.passage.document_id for hit in hits}
    return texts.READING.format(
        passages=texts.passages(len(hits)), documents=texts.documents(len(documents))
    )
