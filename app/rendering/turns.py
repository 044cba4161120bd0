"""What can be done with an answer, as HTML: the bar below it, its panels, what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from app.database.escalations import Escalation
from app.domain.answers import Choice
from app.domain.caller_context import FacetChoice
from app.i18n import texts
from app.rendering.markdown import visible
from app.rendering.passages import day

# Lucide's shapes (ISC licence), drawn with the text's colour.
_ICONS = {
    "copy": '<rect x="9" y="9" width="12" height="12" rx="2"/>'
    '<path d="M5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1"/>',
    "card": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M7 10h10M7 14h6"/>',
    "again": '<path d="M20 11a8 8 0 0 0-14.9-3M4 4v4h4M4 13a8 8 0 0 0 14.9 3M20 20v-4h-4"/>',
    "approve": '<path d="M12 3l7 3v5c0 4.500-3 8.200-7 10-4-1.800-7-5.500-7-10V6z"/>'
    '<path d="M9 12l2.200 2.200L15.500 10"/>',
    "lead": '<path d="M21 4L10.500 14.500M21 4l-6.500 17-4-6.500L4 10.500z"/>',
    "up": '<path d="M7 11v9H4v-9zM7 11l4-8a2.500 2.500 0 0 1 2.500 2.500V9H19a2 2 0 0 1 2 2.300'
    'l-1.200 7A2 2 0 0 1 17.800 20H7"/>',
    "down": '<path d="M7 13V4H4v9zM7 13l4 8a2.500 2.500 0 0 0 2.500-2.500V15H19a2 2 0 0 0 2-2.300'
    'l-1.200-7A2 2 0 0 0 17.800 4H7"/>',
}


@dataclass(frozen=True, slots=True)
class Approvable:
    """What a curator is offered to vouch for, to be changed as they like."""

    question: str
    text: str
    until: date


def bar_html(
    turn: int,
    *,
    answered: bool,
    last: bool,
    sendable: bool = False,
    approvable: Approvable | None = None,
) -> str:
    """Return the quiet buttons below a turn and the panels that they open.

    `turn` numbers the panels. Only a finished answer can be copied and rated, only the last one
    answered again. A `sendable` turn can be sent to a lead, an `approvable` one vouched for.
    """
    card, why, lead = f"cw-card-{turn}", f"cw-why-{turn}", f"cw-lead-{turn}"
    approve = f"cw-approve-{turn}"
    buttons = []
    if answered:
        buttons += [_button("copy", texts.COPY)]
        buttons += [_button("card", texts.CARD, keys="Alt+C", controls=card)]
    if last:
        again = texts.REGENERATE if answered else texts.TRY_AGAIN
        buttons += [_button("again", again, keys="Alt+R")]
    if answered:
        buttons += [_thumb("up", texts.GOOD_ANSWER), _thumb("down", texts.BAD_ANSWER, why)]
    if sendable:
        buttons += [_button("lead", texts.SEND_TO_LEAD, controls=lead)]
    if approvable:
        buttons += [_button("approve", texts.APPROVE_ANSWER, controls=approve)]
    if not buttons:
        return ""
    panels = _card_panel(card) + _why_panel(why) if answered else ""
    panels += _lead_panel(lead) if sendable else ""
    panels += _approve_panel(approve, approvable) if approvable else ""
    return (
        f'<div class="cw-bar" role="group" aria-label="{escape(texts.ACTIONS)}">'
        f'{"".join(buttons)}<span class="cw-said" role="status"></span></div>{panels}'
    )


def next_html(follow_ups: Sequence[str]) -> str:
    """Return what could be asked next."""
    listed = "".join(
        f'<li><button type="button" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in map(visible, follow_ups)
    )
    if not listed:
        return ""
    return f'<div class="cw-follow"><h4>{escape(texts.FOLLOW_UPS)}</h4><ul>{listed}</ul></div>'


def choices_html(choices: Iterable[FacetChoice]) -> str:
    """Return the values between which a reader may have to choose, as buttons."""
    return "".join(map(_choice, choices))


def offered_html(offered: Sequence[Choice]) -> str:
    """Return the questions that an answer offers, as buttons that ask them."""
    buttons = "".join(
        f'<button type="button" data-ask="{escape(visible(each.question))}">'
        f"{escape(visible(each.label))}</button>"
        for each in offered
    )
    if not buttons:
        return ""
    return f'<div class="cw-which" role="group" aria-label="{escape(texts.CHOOSE)}">{buttons}</div>'


def _choice(choice: FacetChoice) -> str:
    name = visible(choice.name)
    buttons = "".join(
        f'<button type="button" data-set="{escape(choice.name)}" data-value="{escape(value)}">'
        f"{escape(visible(value))}</button>"
        for value in choice.values
    )
    words = escape(texts.WHICH.format(name=name))
    return f'<div class="cw-which" role="group" aria-label="{words}"><b>{words}</b>{buttons}</div>'


def _button(act: str, label: str, *, keys: str = "", controls: str = "") -> str:
    shown = f"{label} ({keys})" if keys else label
    shortcut = f' aria-keyshortcuts="{keys}"' if keys else ""
    opens = f' aria-expanded="false" aria-controls="{controls}"' if controls else ""
    return (
        f'<button type="button" data-act="{act}" aria-label="{escape(label)}" '
        f'title="{escape(shown)}"{shortcut}{opens}>{_icon(act)}</button>'
    )


def _thumb(rating: str, label: str, controls: str = "") -> str:
    opens = f' aria-controls="{controls}"' if controls else ""
    return (
        f'<button type="button" data-rate="{rating}" aria-pressed="false" '
        f'aria-label="{escape(label)}" title="{escape(label)}"{opens}>{_icon(rating)}</button>'
    )


def _icon(name: str) -> str:
    return (
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{_ICONS[name]}</svg>"
    )


def _card_panel(identifier: str) -> str:
    tabs = "".join(
        f'<button type="button" data-card="{which}" aria-pressed="false">{escape(label)}</button>'
        for which, label in (("ticket", texts.CARD_TICKET), ("caller", texts.CARD_CALLER))
    )
    return (
        f'<div class="cw-panel" id="{identifier}" data-panel="card" role="group" '
        f'aria-label="{escape(texts.CARD_PREVIEW)}" hidden><div class="cw-tabs">{tabs}'
        f'<button type="button" class="cw-shut" data-act="close">{escape(texts.CLOSE)}</button>'
        f'</div><pre tabindex="0"></pre></div>'
    )


def _lead_panel(identifier: str) -> str:
    note = escape(texts.LEAD_NOTE)
    return (
        f'<form class="cw-panel" id="{identifier}" data-panel="lead" aria-label='
        f'"{escape(texts.SEND_TO_LEAD)}" hidden><p>{escape(texts.LEAD_SEES)}</p>'
        f'<textarea name="note" rows="2" maxlength="2000" aria-label="{note}" '
        f'placeholder="{note}"></textarea>'
        f'<div class="cw-tabs"><button type="submit">{escape(texts.SEND_TO_LEAD)}</button>'
        f'<button type="button" class="cw-shut" data-act="close">{escape(texts.CANCEL)}</button>'
        "</div></form>"
    )


def _approve_panel(identifier: str, approvable: Approvable) -> str:
    question, wording = escape(texts.APPROVE_QUESTION), escape(texts.APPROVE_WORDING)
    until = escape(texts.APPROVE_HOLDS_UNTIL)
    return (
        f'<form class="cw-panel cw-fields" id="{identifier}" data-panel="approve" aria-label='
        f'"{escape(texts.APPROVE_ANSWER)}" hidden><p>{escape(texts.APPROVE_BELOW)}</p>'
        f'<label>{question}<input name="question" maxlength="2000" required '
        f'value="{escape(approvable.question)}"></label>'
        f'<label>{wording}<textarea name="text" rows="4" maxlength="20000" required>'
        f"{escape(approvable.text)}</textarea></label>"
        f'<label>{until}<input type="date" name="until" value="{approvable.until}"></label>'
        f'<div class="cw-tabs"><button type="submit">{escape(texts.APPROVE_ANSWER)}</button>'
        f'<button type="button" class="cw-shut" data-act="close">{escape(texts.CANCEL)}</button>'
        "</div></form>"
    )


def escalation_html(escalation: Escalation | None) -> str:
    """Return what became of a question that was sent to a lead; nothing where it was not sent."""
    if escalation is None:
        return ""
    if escalation.answered_at is None:
        told = texts.LEAD_WAITS.format(day=day(escalation.sent_at.date()))
    else:
        person = escalation.answered_by or texts.LEAD
        answered = day(escalation.answered_at.date())
        told = texts.LEAD_REPLIED.format(person=visible(person), day=answered)
    reply = f"<p>{escape(visible(escalation.reply))}</p>" if escalation.reply else ""
    return f'<div class="cw-lead" role="note"><strong>{escape(told)}</strong>{reply}</div>'


def _why_panel(identifier: str) -> str:
    reasons = "".join(
        f'<label><input type="checkbox" name="reason" value="{escape(reason)}">'
        f"{escape(label)}</label>"
        for reason, label in texts.FEEDBACK_REASONS.items()
    )
    comment = escape(texts.FEEDBACK_COMMENT)
    return (
        f'<form class="cw-panel" id="{identifier}" data-panel="why" hidden>'
        f"<fieldset><legend>{escape(texts.FEEDBACK_WHY)}</legend>{reasons}</fieldset>"
        f'<textarea name="comment" rows="2" maxlength="2000" aria-label="{comment}" '
        f'placeholder="{comment}"></textarea>'
        f'<div class="cw-tabs"><button type="submit">{escape(texts.FEEDBACK_SEND)}</button>'
        f'<button type="button" class="cw-shut" data-act="close">{escape(texts.CANCEL)}</button>'
        "</div></form>"
    )
