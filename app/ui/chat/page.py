"""The chat page: the first screen, the conversation, the answer being written, the question box."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.dates.resolution import date_choice_of
from app.domain.answers import Answer, Outcome
from app.domain.caller_context import CallerContext, choices_for
from app.domain.conversations import LONGEST_QUESTION
from app.domain.replies import DateChoice
from app.i18n import texts
from app.records.conversations import Exchange
from app.rendering.answers import guide_html, passage_to_open, question_html
from app.rendering.passages import day
from app.rendering.turns import choices_html, next_html, offered_html
from app.service.chat import ChatService
from app.service.running_replies import RunningReply
from app.service.suggestions import StarterQuestion, starter_questions
from app.ui import state, widgets
from app.ui.chat import caller, components, search_trace, source_panel
from app.ui.chat.running import follow
from app.ui.chat.standing import note_drawn, standing_turns
from app.ui.chat.turns import (
    DrawnAnswer,
    answer_parts,
    drawn_answer,
    note_of,
    unfinished_parts,
    verdict_of,
    wish_of,
)

_PER_ROW = 2
_WISHES = {"set": DateChoice.SET, "named": DateChoice.NAMED}


def show_first_screen(service: ChatService, name: str) -> None:
    """Draw the welcome, questions to begin with, and how an answer is read."""
    below = texts.WELCOME_BELOW.format(kb=name)
    st.html(f'<div class="cw-welcome"><h1>{texts.WELCOME}</h1><p>{escape(below)}</p></div>')
    offered = starter_questions(name)
    with st.container(key="samples"):
        _questions(offered.questions)
        _tries(service, name, offered.tries)
    # Who has asked before knows it, and finds it folded up.
    st.html(guide_html(service.time.now().date(), opened=not service.conversations(name)))


def _questions(questions: tuple[str, ...]) -> None:
    if questions:
        st.html(f'<p class="cw-aside">{texts.SAMPLE_QUESTIONS}</p>')
    for start in range(0, len(questions), _PER_ROW):
        columns = st.columns(_PER_ROW)
        for column, question in zip(columns, questions[start : start + _PER_ROW], strict=False):
            column.button(
                widgets.plain_label(question),
                on_click=state.ask,
                args=(question,),
                width="stretch",
            )


def _tries(service: ChatService, name: str, tries: tuple[StarterQuestion, ...]) -> None:
    if not tries:
        return
    with st.container(key="tries", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="cw-aside">{texts.TRIES}</p>', width="content")
        for each in tries:
            label, icon = texts.TRY[each.shows]
            st.button(
                label.format(day=day(each.as_of)) if each.as_of else label,
                icon=icon,
                key=f"try_{each.shows}",
                help=widgets.plain_label(each.question),
                on_click=_try,
                args=(service, name, each),
            )


def _try(service: ChatService, name: str, chosen: StarterQuestion) -> None:
    if chosen.as_of:
        caller.keep(service, name, CallerContext(as_of=chosen.as_of))
    state.ask(chosen.question)


def show_no_knowledge_base(adding: StreamlitPage | None) -> None:
    """Say how to fill the first knowledge base; `adding` is the page to do it on, for curators."""
    below = texts.NO_KNOWLEDGE_BASE_BELOW if adding is None else texts.NO_KNOWLEDGE_BASE_ADD
    st.html(
        f'<div class="cw-welcome"><h1>{texts.NO_KNOWLEDGE_BASE}</h1></div>'
        f'<p class="cw-below">{below}</p>'
    )
    if adding is not None:
        st.page_link(adding, label=texts.ADD_ON_PAGE)


# The conversation: questions, answers, the answer that is being written, and the input below.


def take_question(service: ChatService, name: str) -> None:
    """Take the next question, typed or clicked, and begin to answer it."""
    conversation_id = state.conversation_id()
    exchanges = service.exchanges(conversation_id) if conversation_id else ()
    caller.show(service, name, exchanges)
    typed = st.chat_input(
        texts.INPUT_FOLLOW_UP if exchanges else texts.INPUT,
        key="question",
        max_chars=LONGEST_QUESTION,
        submit_mode="stop",
    )
    asked = state.PendingQuestion(typed) if typed else state.take_asked()
    if asked and asked.question.strip():
        conversation_id = service.ask(
            conversation_id,
            name,
            asked.question.strip(),
            anew=asked.anew,
            date_choice=asked.date_choice,
        )
        state.show_conversation(conversation_id)
        state.note_begun()


def show(service: ChatService, name: str) -> None:
    """Draw the conversation on the page, or the first screen."""
    conversation_id = state.conversation_id()
    # Asked for first: a reply that ends in between is then read as finished, not as cut off.
    running = service.running(conversation_id)
    exchanges = service.exchanges(conversation_id) if conversation_id else ()
    with st.container():  # always there, so that nothing below changes its place
        if trouble := state.take_trouble():
            widgets.trouble(trouble)
    components.page_keys(
        place=state.place(name), occasion=str(exchanges[-1].turn) if exchanges else ""
    )
    if not exchanges:
        show_first_screen(service, name)
        return
    if any(each.escalation and each.escalation.unseen for each in exchanges):
        service.repository.see_replies(conversation_id)
    for other in _kept().keys() - {exchange.turn for exchange in exchanges}:
        del _kept()[other]
    # Always there, so that opening a source moves nothing else, nor mounts it again.
    with st.container():
        _show_opened(service, name, exchanges)
        search_trace.show_editor(service, name, conversation_id, exchanges)
    _show_turns(service, name, exchanges, running)


def _show_turns(
    service: ChatService,
    name: str,
    exchanges: tuple[Exchange, ...],
    running: RunningReply | None,
) -> None:
    """Draw the turns, the last one first where it is being answered."""
    places = [st.container() for _ in exchanges]
    standing = standing_turns(exchanges) if running else 0
    # Asked once: it looks the person up, and a conversation may have many turns.
    curator = service.can_approve

    def draw_older(numbers: range) -> None:
        for number in numbers:
            with places[number]:
                _show_older(service, name, number, exchanges, curator=curator)

    draw_older(range(standing, len(exchanges) - 1))
    with places[-1]:
        _show_question(service, name, exchanges, editable=running is None)
        following = st.empty()
        if running is not None:
            with following.container():
                fill_in = partial(draw_older, range(standing)) if standing else None
                follow(running, opened=lambda: service.opened(name), fill_in=fill_in)
            following.empty()
            # The answer is drawn at once, and only then what else it changes on the page.
            exchanges = service.exchanges(state.conversation_id()) or exchanges
        _show_reply(service, name, len(exchanges) - 1, exchanges[-1], last=True, curator=curator)
        _show_next(service, name, exchanges)
    # A quick answer may be there before anybody looked; the input was drawn for the page before it.
    if state.take_begun() or running is not None:
        st.rerun()
    note_drawn(exchanges)


def _show_older(
    service: ChatService,
    name: str,
    number: int,
    exchanges: tuple[Exchange, ...],
    *,
    curator: bool,
) -> None:
    _show_question(service, name, exchanges[: number + 1], editable=False)
    st.empty()  # as below the last question, so that an answer keeps its place on the page
    _show_reply(service, name, number, exchanges[number], last=False, curator=curator)
    st.empty()  # where the next questions stood


def _show_question(
    service: ChatService, name: str, exchanges: tuple[Exchange, ...], *, editable: bool
) -> None:
    # Drawn alike when others follow it: a keyed piece that is drawn otherwise in the next run
    # stays on the page, beside its successor, until that run ends.
    asked = exchanges[-1]
    components.question(
        asked.question,
        question_html(asked.question),
        key=f"question_{asked.turn}",
        editable=editable,
        on_act=partial(_act, service, name, exchanges),
    )


def _show_reply(
    service: ChatService,
    name: str,
    number: int,
    exchange: Exchange,
    *,
    last: bool,
    curator: bool,
) -> None:
    answer = exchange.answer
    if answer is None:
        parts = unfinished_parts(exchange, last=last)
        _turn(service, name, number, (exchange,), parts)
        if exchange.error:
            widgets.trouble(exchange.error)
        return
    drawn = _drawn(service, name, exchange, answer)
    choices = _choices_html(service, answer) if last else ""
    today = service.time.now().date()
    parts = answer_parts(drawn, exchange, today=today, choices=choices, last=last, curator=curator)
    _turn(service, name, number, (exchange,), parts)
    widgets.notices(drawn.view.notices)
    if answer.outcome is not Outcome.SMALL_TALK:
        search_trace.show_search(number, answer, name)


def _drawn(service: ChatService, name: str, exchange: Exchange, answer: Answer) -> DrawnAnswer:
    """Return what is drawn of an answer; each click draws all of them again, so they are kept."""
    kept = _kept()
    before = kept.get(exchange.turn)
    if before is None or not before.holds_for(answer):
        before = kept[exchange.turn] = drawn_answer(service, name, exchange, answer)
    return before


def _kept() -> dict[int, DrawnAnswer]:
    kept: dict[int, DrawnAnswer] = st.session_state.setdefault("drawn_answers", {})
    return kept


def _choices_html(service: ChatService, answer: Answer) -> str:
    if answer.choices:
        return offered_html(answer.choices)
    if answer.outcome is not Outcome.ANSWERED:
        return ""
    context = service.repository.context(state.conversation_id())
    return choices_html(choices_for(answer, context))


def _turn(
    service: ChatService,
    name: str,
    number: int,
    exchanges: tuple[Exchange, ...],
    parts: components.TurnParts,
) -> None:
    exchange = exchanges[-1]
    components.turn(
        parts,
        key=f"turn_{exchange.turn}",
        on_open=partial(_open, number, exchange.answer),
        on_act=partial(_act, service, name, exchanges),
    )


def _show_next(service: ChatService, name: str, exchanges: tuple[Exchange, ...]) -> None:
    """Draw what could be asked next, below the last answer."""
    if html := next_html(service.follow_ups(name, exchanges)):
        components.turn(
            components.TurnParts(html),
            key=f"next_{exchanges[-1].turn}",
            on_open=lambda _: None,
            on_act=partial(_act, service, name, exchanges),
        )


def _act(
    service: ChatService, name: str, exchanges: tuple[Exchange, ...], act: components.Act
) -> None:
    """Do what was clicked below an answer or at the last question."""
    last = exchanges[-1]
    with state.told():
        match act:
            case {"do": "ask", "question": str(question)}:
                state.ask(question)
            case {"do": "edit", "question": str(question)}:
                state.ask(question, anew=True)
            case {"do": "again"}:
                state.ask(last.question, anew=True, date_choice=_wish(service, last))
            case {"do": "day", "wish": str(wish)} if wish in _WISHES:
                state.ask(last.question, anew=True, date_choice=_WISHES[wish])
            case {"do": "set", "name": str(facet), "value": str(value)}:
                conversation_id = state.conversation_id()
                context = service.repository.context(conversation_id).with_facet(facet, value)
                service.set_context(conversation_id, name, context)
                state.ask(last.question, anew=True, date_choice=_wish(service, last))
            case {"do": "lead" | "approve" | "rate"}:
                _act_on_answer(service, name, last, act)


def _act_on_answer(service: ChatService, name: str, last: Exchange, act: components.Act) -> None:
    """Send an answer to the lead, vouch for it, or rate it."""
    conversation_id = state.conversation_id()
    match act["do"]:
        case "lead":
            service.repository.send_to_lead(conversation_id, last.turn, note_of(act))
        case "approve":
            service.approve(name, last, wish_of(act))
            st.toast(texts.APPROVED_TOAST)
        case "rate":
            service.repository.rate(conversation_id, last.turn, verdict_of(act))


def _wish(service: ChatService, last: Exchange) -> DateChoice:
    """Return the day that the reader chose for the last question, unless another is set since."""
    found = last.answer.found if last.answer else None
    context = service.repository.context(state.conversation_id())
    return date_choice_of(found, context.as_of)


def _open(number: int, answer: Answer | None, named: str) -> None:
    passage_id = passage_to_open(answer, named) if answer else ""
    if passage_id:
        state.open_source(number, passage_id)


def _show_opened(service: ChatService, name: str, exchanges: tuple[Exchange, ...]) -> None:
    opened = state.opened()
    if opened is None or opened.turn >= len(exchanges):
        return
    answer = exchanges[opened.turn].answer
    if answer is not None:
        source_panel.show_source(answer, opened.passage_id, service.source_documents(name))
