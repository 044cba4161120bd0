"""The conversation: questions, answers, the answer that is being written, and the input below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from app import texts
from app.answers import Answer
from app.desk import Desk, Exchange, sample_questions
from app.running_replies import Progress, RunningReply
from app.views import first, source, state, widgets
from app.views.presenting import answer_view, partial_html, passage_of_marker, question_html
from app.views.presenting_text import answer_html

_LOOK_EVERY_SECONDS = 0.08


def take_question(desk: Desk, name: str) -> None:
    """Take the next question, typed or clicked, and begin to answer it."""
    conversation_id = state.conversation_id()
    typed = st.chat_input(
        texts.INPUT_FOLLOW_UP if conversation_id else texts.INPUT,
        key="question",
        max_chars=4000,
        submit_mode="stop",
    )
    asked = typed or state.take_asked()
    if asked and asked.strip():
        conversation_id = desk.ask(conversation_id, name, asked.strip(), state.as_of())
        state.show_conversation(conversation_id)


def show(desk: Desk, name: str) -> None:
    """Draw the conversation on the page, or the first screen."""
    conversation_id = state.conversation_id()
    # Asked for first: a reply that ends in between is then read as finished, not as cut off.
    running = desk.running(conversation_id)
    exchanges = desk.exchanges(conversation_id) if conversation_id else ()
    if not exchanges:
        first.show(name, sample_questions(name))
        return
    # Always there, so that opening a source moves nothing else, nor mounts it anew.
    with st.container():
        _show_opened(exchanges)
    last = len(exchanges) - 1
    for number, exchange in enumerate(exchanges):
        st.html(question_html(exchange.question))
        if running is not None and number == last:
            widgets.show_last_question(f"{conversation_id}_{last}")
            _follow(running, lambda: desk.opened(name))
            st.rerun()
        else:
            key = f"answer_{conversation_id}_{number}"
            _show_reply(number, exchange, key=key)
    widgets.show_last_question(f"{conversation_id}_{last}")


def _show_reply(number: int, exchange: Exchange, *, key: str) -> None:
    if exchange.answer is not None:
        _show_answer(number, exchange.answer, key=key)
        return
    if exchange.error:
        if exchange.partial:
            st.html(partial_html(exchange.partial))
        widgets.trouble(exchange.error)
        return
    st.html(partial_html(exchange.partial, _ending(exchange)))


def _ending(exchange: Exchange) -> str:
    if not exchange.stopped:
        return texts.INTERRUPTED
    return texts.STOPPED if exchange.partial else texts.STOPPED_EMPTY


def _show_answer(number: int, answer: Answer, *, key: str) -> None:
    view = answer_view(answer)
    widgets.answer(view.html, key=key, on_open=partial(_open, number, answer))
    widgets.notices(view.notices)
    widgets.chips(view.chips)
    source.show_search(answer)


def _open(number: int, answer: Answer, marker: str) -> None:
    passage_id = passage_of_marker(answer, int(marker)) if marker.isdigit() else ""
    if passage_id:
        state.open_source(number, passage_id)


def _show_opened(exchanges: tuple[Exchange, ...]) -> None:
    opened = state.opened()
    if opened is None or opened.turn >= len(exchanges):
        return
    answer = exchanges[opened.turn].answer
    if answer is not None:
        source.show_source(answer, opened.passage_id)


def _follow(reply: RunningReply, opened: Callable[[], bool]) -> None:
    """Look on until the reply is over; the reader's stop stops it, a lost connection does not."""
    place = st.empty()
    st.button(
        texts.STOP, icon=":material/stop:", type="tertiary", key="stop_reply", on_click=reply.stop
    )
    with widgets.stopping(reply.stop):
        place.html(_running_html(reply.progress, opened=opened()))
        while not reply.wait(_LOOK_EVERY_SECONDS):
            place.html(_running_html(reply.progress, opened=opened()))
    # Without the note of a stop, which would show for a blink before the page is drawn anew.
    place.html(f'<div class="cw-running">{_written_html(reply.progress.text)}</div>')


def _running_html(progress: Progress, *, opened: bool) -> str:
    if progress.text.strip():
        shown = _written_html(progress.text)
    else:
        shown = (
            f'<p class="cw-waiting" role="status">{escape(_waiting(progress, opened=opened))}</p>'
        )
    note = texts.STOPPED if progress.text.strip() else texts.STOPPED_EMPTY
    return f'<div class="cw-running">{shown}<p class="cw-cut">{escape(note)}</p></div>'


def _written_html(text: str) -> str:
    return f'<div class="cw-text">{answer_html(text, unfinished=True)}</div>'


def _waiting(progress: Progress, *, opened: bool) -> str:
    if progress.found is None:
        return texts.SEARCHING if opened else texts.OPENING
    hits = progress.found.hits
    documents = {hit.passage.document_id for hit in hits}
    return texts.READING.format(
        passages=texts.passages(len(hits)), documents=texts.documents(len(documents))
    )
