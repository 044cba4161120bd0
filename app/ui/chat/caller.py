"""Beside the question box: what is known about the caller, and the conversation as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.domain.caller_context import CallerContext, FacetChoice, chip_words
from app.export.files import ExportedConversation, as_json, as_markdown, file_name
from app.export.word import as_docx
from app.i18n import texts
from app.records.conversations import Exchange
from app.rendering.passages import day
from app.service.chat import ChatService
from app.ui import state, widgets
from app.ui.chat.turns import exported

_MOST_BUTTONS = 8
_MEDIA_TYPES = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def show(service: ChatService, name: str, exchanges: tuple[Exchange, ...]) -> None:
    """Draw what is set as chips that can be removed, where more is set, and the export."""
    context = service.repository.context(state.conversation_id())
    choices = service.caller_choices(name)
    with st.container(key="caller", horizontal=True):
        for facet, value in sorted(context.facets.items()):
            remove = partial(keep, service, name, context.with_facet(facet, ""))
            _chip(chip_words(facet, value), f"chip_{facet}", remove)
        if context.as_of:
            words = texts.SERVICE_DATE_CHIP.format(day=day(context.as_of))
            _chip(words, "chip_@day", partial(keep, service, name, context.with_day(None)))
        with st.popover(
            texts.CALLER_ADD, icon=":material/tune:", type="tertiary", key="caller_details"
        ):
            _details(service, name, context, choices)
        if any(exchange.answer for exchange in exchanges):
            _export(service, name, exchanges)


def _chip(words: str, key: str, remove: partial[None]) -> None:
    st.button(
        widgets.plain_label(words),
        key=key,
        icon=":material/close:",
        icon_position="right",
        help=widgets.plain_label(texts.REMOVE.format(chip=words)),
        on_click=remove,
    )


def _details(
    service: ChatService, name: str, context: CallerContext, choices: tuple[FacetChoice, ...]
) -> None:
    st.caption(texts.CALLER_HELP)
    for choice in choices:
        _choice(service, name, context, choice)
    key = f"caller_{state.place(name)}_day_{context.as_of}"
    st.date_input(
        texts.SERVICE_DATE,
        value=context.as_of,
        key=key,
        format="YYYY-MM-DD",
        help=texts.SERVICE_DATE_HELP,
        on_change=_dated,
        args=(service, name, context, key),
    )


def _choice(service: ChatService, name: str, context: CallerContext, choice: FacetChoice) -> None:
    """Draw a facet's values: a few as buttons, one click each; many as a list."""
    now = context.facets.get(choice.name)
    # Named by its value, too: a chip that was removed leaves no old choice behind.
    key = f"caller_{state.place(name)}_{choice.name}_{now}"
    label = choice.name[:1].upper() + choice.name[1:]
    chosen = (service, name, context, choice.name, key)
    at = choice.values.index(now) if now in choice.values else None
    if len(choice.values) <= _MOST_BUTTONS:
        default = None if at is None else choice.values[at]
        st.pills(label, choice.values, default=default, key=key, on_change=_chosen, args=chosen)
        return
    st.selectbox(
        label,
        choice.values,
        index=at,
        placeholder=texts.NOT_SET,
        key=key,
        on_change=_chosen,
        args=chosen,
    )


def _chosen(service: ChatService, name: str, context: CallerContext, facet: str, key: str) -> None:
    value = st.session_state.get(key)
    keep(service, name, context.with_facet(facet, str(value) if value else ""))


def _dated(service: ChatService, name: str, context: CallerContext, key: str) -> None:
    keep(service, name, context.with_day(state.day_of(key)))


def keep(service: ChatService, name: str, context: CallerContext) -> None:
    """Have the searches of the conversation on the page keep to a context, from a click on."""
    with state.told():
        before = state.conversation_id()
        identifier = service.set_context(before, name, context)
        if identifier != before:
            state.show_conversation(identifier)


def _export(service: ChatService, name: str, exchanges: tuple[Exchange, ...]) -> None:
    with st.popover(texts.EXPORT, icon=":material/download:", type="tertiary", key="export_menu"):
        st.caption(texts.EXPORT_HELP)
        conversation = exported(service, name, state.conversation_id(), exchanges)
        for suffix, label in texts.EXPORT_AS.items():
            st.download_button(
                label,
                data=partial(_saved, service, conversation, suffix, state.conversation_id()),
                file_name=file_name(conversation, suffix),
                mime=_MEDIA_TYPES[suffix],
                key=f"export_{suffix}",
                on_click="ignore",
                width="stretch",
            )


def _saved(
    service: ChatService, conversation: ExportedConversation, suffix: str, identifier: str
) -> bytes:
    # Called when the button is clicked, not when it is drawn.
    service.repository.note_export(identifier, suffix)
    return _written(conversation, suffix)


def _written(conversation: ExportedConversation, suffix: str) -> bytes:
    if suffix == "docx":
        return as_docx(conversation)
    return (as_json if suffix == "json" else as_markdown)(conversation).encode()
