"""A turn as the page draws it, the exports write it and the clipboard takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.answers import Answer, Outcome
from app.export.answer_card import answer_card, plain_blocks, plain_text
from app.export.files import ExportedConversation, ExportedTurn
from app.i18n import texts
from app.i18n.languages import Language, current
from app.records.conversations import Exchange, Verdict
from app.rendering.answers import AnswerView, answer_view, day_html, partial_html
from app.rendering.turns import Approvable, bar_html, escalation_html
from app.service.chat import USUAL_APPROVAL, ApprovalWish, ChatService
from app.ui.chat.components import Act, TurnParts
from knowledge.domain.errors import InputError

_LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class DrawnAnswer:
    """An answer as it is drawn and copied in one of the page's languages."""

    answer: Answer
    view: AnswerView
    copies: Mapping[str, str]
    language: Language

    def holds_for(self, answer: Answer) -> bool:
        """Tell whether it is this answer, in the page's present language."""
        return self.answer is answer and self.language is current()


def drawn_answer(
    service: ChatService, name: str, exchange: Exchange, answer: Answer
) -> DrawnAnswer:
    """Return what is drawn of a finished answer, and what can be copied."""
    card = answer_card(
        answer, knowledge_base=name, answered_at=service.time.local(exchange.asked_at)
    )
    copies = {
        "answer": plain_text(plain_blocks(answer.text)),
        "ticket": card.for_ticket,
        "caller": card.for_caller,
    }
    return DrawnAnswer(answer, answer_view(answer), copies, current())


def answer_parts(
    drawn: DrawnAnswer,
    exchange: Exchange,
    *,
    today: date,
    choices: str = "",
    last: bool,
    curator: bool = False,
) -> TurnParts:
    """Return a finished answer with its bar; `choices` is the HTML of what it depends on."""
    for_day = day_html(drawn.answer, today=today, last=last)
    body = f'<div class="cw-answer">{for_day}{drawn.view.html}{choices}</div>'
    bar = bar_html(
        exchange.turn,
        answered=True,
        last=last,
        sendable=sendable(exchange),
        approvable=_approvable(exchange, drawn.answer, today) if curator else None,
    )
    sent = escalation_html(exchange.escalation)
    return TurnParts(body + sent, bar, drawn.copies, exchange.rating)


def _approvable(exchange: Exchange, answer: Answer, today: date) -> Approvable | None:
    """Return what a curator may vouch for: an answer with sources that nobody vouches for yet."""
    if answer.refused or answer.stopped or not answer.citations or answer.approval is not None:
        return None
    return Approvable(exchange.question, answer.text, today + USUAL_APPROVAL)


def wish_of(act: Act) -> ApprovalWish:
    """Return what a curator wants to vouch for; without a day it is for good.

    Raises:
        InputError: the day is none.
    """
    until = str(act.get("until") or "")
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError as error:
        raise InputError(f"{until!r} is no date. Write it as 2027-06-30.") from error
    return ApprovalWish(
        question=str(act.get("question") or "").strip(),
        text=str(act.get("text") or "").strip(),
        until=day,
    )


def sendable(exchange: Exchange) -> bool:
    """Tell whether a question can be sent to a lead: once, and not a greeting."""
    answer = exchange.answer
    said = answer is not None and answer.outcome is Outcome.SMALL_TALK
    return exchange.escalation is None and not said


def unfinished_parts(exchange: Exchange, *, last: bool) -> TurnParts:
    """Return what is drawn of a turn without an answer: what was written, and how it ended."""
    note = "" if exchange.error else ending(exchange)
    body = partial_html(exchange.partial, note) if exchange.partial or note else ""
    bar = bar_html(exchange.turn, answered=False, last=last, sendable=sendable(exchange))
    return TurnParts(body + escalation_html(exchange.escalation), bar)


def note_of(act: Act) -> str:
    """Return what an agent wrote to the lead."""
    return str(act.get("note") or "").strip()[:_LONGEST_COMMENT]


def ending(exchange: Exchange) -> str:
    """Return how a turn without an answer ended."""
    if exchange.error:
        return exchange.error
    if not exchange.stopped:
        return texts.INTERRUPTED
    return texts.STOPPED if exchange.partial else texts.STOPPED_EMPTY


def verdict_of(act: Act) -> Verdict:
    """Return what a reader's click on a thumb says; anything odd in it is left out."""
    rating, reasons, comment = act.get("rating"), act.get("reasons"), act.get("comment")
    listed = reasons if isinstance(reasons, list) else []
    return Verdict(
        rating=rating if isinstance(rating, str) and rating in {"up", "down"} else "",
        reasons=tuple(reason for reason in texts.FEEDBACK_REASONS if reason in listed),
        comment=str(comment or "").strip()[:_LONGEST_COMMENT],
    )


def exported(
    service: ChatService, name: str, conversation_id: str, exchanges: tuple[Exchange, ...]
) -> ExportedConversation:
    """Return a conversation as exports write it, in the configured time zone."""
    turns = tuple(
        ExportedTurn(
            question=exchange.question,
            asked_at=service.time.local(exchange.asked_at),
            answer=exchange.answer,
            partial=exchange.partial,
            note="" if exchange.answer else ending(exchange),
        )
        for exchange in exchanges
    )
    return ExportedConversation(
        title=service.repository.title(conversation_id),
        knowledge_base=name,
        exported_at=service.time.now(),
        turns=turns,
        facets=service.repository.context(conversation_id).written(),
    )
